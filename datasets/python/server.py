"""The application under attack: pages, a search in them, and a login. It is vulnerable on purpose:
/login checks addresses by a catastrophic regular expression, and waits for its form as long as the visitor likes;
/search returns as much as it is asked for."""

import errno
import hashlib
import json
import mimetypes
import pathlib
import re
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import address
import arguments

# Of each page, the search knows the beginning.
SEARCHED_CHARACTERS = 2000
LARGEST_FORM = 65536
HASH_ROUNDS = 5000


class BadRequest(Exception):
    """The visitor's mistake."""


def first(fields, name, default=None):
    """The first value of a form's field."""
    if name in fields:
        return fields[name][0]
    if default is None:
        raise BadRequest(f'{name} is missing')
    return default


def whole(fields, name, default):
    """The whole number in a form's field."""
    text = first(fields, name, default)
    if re.fullmatch(r'\d{1,9}', text) is None:
        raise BadRequest(f'{name}: expected a whole number')
    return int(text)


class Site:
    """The pages of a directory."""

    def __init__(self, root):
        self.root = root.resolve()
        self.beginnings = [('/' + page.name, page.read_text('utf-8', 'replace')[:SEARCHED_CHARACTERS])
                           for page in sorted(self.root.glob('*.html'))]

    def locate(self, name):
        """The file that a decoded URL path names, or None."""
        if '\0' in name:
            return None
        file = (self.root / name.lstrip('/')).resolve()
        return file if file.is_relative_to(self.root) and file.is_file() else None

    def search(self, words, limit, context):
        """Places where the words follow each other at short distance, with so many characters around them."""
        pattern = re.compile(r'\W+(?:\w+\W+){0,5}?'.join(re.escape(word) for word in words))
        found = []
        for page, text in self.beginnings:
            for match in pattern.finditer(text):
                if len(found) == limit:
                    return found
                start = max(0, match.start() - context)
                found.append({'page': page, 'text': text[start:match.end() + context]})
        return found


class Handler(BaseHTTPRequestHandler):
    """One connection, in a thread of its own."""

    protocol_version = 'HTTP/1.1'
    # Head and body of an answer are two sends: the second would wait for the visitor's delayed acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self):
        self.route({'/search': self.search}, self.page)

    def do_POST(self):
        self.route({'/login': self.login}, self.refuse_method)

    def route(self, handlers, otherwise):
        url = urlsplit(self.path)
        name = unquote(url.path)
        try:
            handlers.get(name, lambda _: otherwise(name))(url.query)
        except BadRequest as error:
            self.refuse(400, str(error))

    def page(self, name):
        file = self.server.site.locate(name)
        if file is None:
            self.refuse(404, 'no such page')
        else:
            self.answer(200, mimetypes.guess_type(file)[0] or 'application/octet-stream', file.read_bytes())

    def search(self, query):
        fields = parse_qs(query)
        words = first(fields, 'q').split()
        found = self.server.site.search(words, whole(fields, 'limit', '10'), whole(fields, 'context', '60'))
        self.answer_json({'found': found})

    def login(self, _):
        fields = parse_qs(self.form(), keep_blank_values=True)
        first(fields, 'email')
        accepted = address.valid(fields['email'])
        if accepted:
            password = first(fields, 'password').encode()
            hashlib.pbkdf2_hmac('sha256', password, b'sample', HASH_ROUNDS)
        self.answer_json({'accepted': accepted})

    def form(self):
        length = self.headers.get('Content-Length', '')
        if re.fullmatch(r'\d{1,9}', length) is None or int(length) > LARGEST_FORM:
            # The body stays unread: what follows on the connection would be taken for a request.
            self.close_connection = True
            raise BadRequest(f'expected a form of at most {LARGEST_FORM} bytes and its length')
        return self.rfile.read(int(length)).decode('ascii', 'replace')

    def refuse_method(self, _):
        self.close_connection = True
        self.refuse(405, 'POST goes to /login')

    def refuse(self, status, reason):
        self.answer(status, 'text/plain', f'{reason}\n'.encode())

    def answer_json(self, values):
        # By the address that the server saw, the attacker checks that it is the one in labels.csv.
        values['origin_ip'] = self.client_address[0]
        self.answer(200, 'application/json', json.dumps(values).encode())

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        if self.close_connection:
            self.send_header('Connection', 'close')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Stays silent."""


class Server(ThreadingHTTPServer):
    """A thread per connection."""

    # Those who connect while a regular expression holds the interpreter's lock wait here.
    request_queue_size = 256

    def __init__(self, host, port, site):
        super().__init__((host, port), Handler)
        self.site = site

    def handle_error(self, request, client_address):
        """A visitor who goes away is no error."""


def main():
    parser = arguments.Parser('A sample server for pages, search and login.')
    parser.add_argument('--port', type=arguments.number(int, 0, 65535), default=3002,
                        help='port to listen on; 0 takes any free one (default %(default)s)')
    parser.add_argument('--host', type=arguments.loopback, default='127.0.0.1',
                        help='loopback address to listen on (default %(default)s)')
    parser.add_argument('--pages', type=pathlib.Path, default='.', help='directory to serve (default %(default)s)')
    options = parser.parse_args()
    if not options.pages.is_dir():
        arguments.fail(f'--pages {options.pages}: no such directory; ../nodejs/make-pages.js makes one', 2)
    try:
        server = Server(options.host, options.port, Site(options.pages))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        arguments.fail(f'port {options.port} is taken; choose another with --port' if taken else str(error))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    print(f'listening on http://{options.host}:{server.server_port}', flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
