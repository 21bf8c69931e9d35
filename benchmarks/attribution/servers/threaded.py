"""
threaded.py WAY PORT [BACKEND]: Python's ThreadingHTTPServer. early: status line, back end, work; streamed: headers, work; pool: the
handler waits for one of two threads that take jobs from a queue.
"""
import concurrent.futures
import http.server
import sys
import urllib.request

from burn import burn_path

HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if way == "early":
            self.send(HEAD)
            urllib.request.urlopen(f"http://127.0.0.1:{backend}/").read()
            self.send(b"\r\n")
        elif way == "streamed":
            self.send(HEAD + b"\r\n")
        if way == "pool":
            pool.submit(burn_path, self.path).result()
            self.send(HEAD + b"\r\n")
        else:
            burn_path(self.path)
        self.send(b"done\n")

    def send(self, data):
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, *_):
        """Stays silent."""


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256


pool = concurrent.futures.ThreadPoolExecutor(2)
way, port, backend = (*sys.argv[1:], None)[:3]
Server(("127.0.0.1", int(port)), Handler).serve_forever()
