"""For gunicorn: a console that formats SQL by sqlparse 0.4.2, whose grouping takes quadratic time and more in nested brackets."""
import hashlib
import urllib.parse

import sqlparse

BLOB = bytes(16_000_000)

def page(query, body):
    count = int(urllib.parse.parse_qs(query)["n"][0])
    return "\n".join(f"<li id='{i}'>{urllib.parse.quote(f'entry {i * 31} & more')}</li>" for i in range(count))


def upload(query, body):
    return hashlib.sha256(body).hexdigest()


def download(query, body):
    """Costs hardly any CPU time, however large it is."""
    return BLOB[:int(urllib.parse.parse_qs(query)["n"][0])]


def sql(query, body):
    try:
        return sqlparse.format(body.decode("latin-1"), reindent=True)
    except (RecursionError, sqlparse.exceptions.SQLParseError):
        return "too deep"


ROUTES = {"/page": page, "/upload": upload, "/download": download, "/sql": sql}


def encoded(answer):
    return answer if isinstance(answer, bytes) else answer.encode()


def application(environment, start):
    body = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
    answer = encoded(ROUTES[environment["PATH_INFO"]](environment.get("QUERY_STRING", ""), body))
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]
