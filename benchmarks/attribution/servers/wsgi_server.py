"""For gunicorn: works at once."""
from burn import burn_path


def application(environ, start_response):
    burn_path(environ["PATH_INFO"])
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"done\n"]
