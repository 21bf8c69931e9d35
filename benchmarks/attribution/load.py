"""Visitors and attackers: each request on a connection of its own, from an address that says whose it is."""
import dataclasses
import itertools
import socket
import threading
import time

ATTACKER = "127.0.0.66"
# Not 127.0.0.1, from which a proxy connects to its back end.
VISITORS = tuple(f"127.0.0.{number}" for number in range(2, 10))
TIMEOUT_S = 40


@dataclasses.dataclass
class Exchange:
    """A request that was sent: the name that the server's handler logs its CPU time by, and where it came from."""
    name: str
    address: str
    port: int = 0
    answered: bool = False
    error: str = ""

    @property
    def is_attack(self):
        return self.address == ATTACKER


def http(port, exchange, ms, body=b""):
    """/burn/NAME/MS, by POST if there is a body: reads the answer to its end."""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT_S, (exchange.address, 0)) as connection:
        exchange.port = connection.getsockname()[1]
        connection.sendall(f"{'POST' if body else 'GET'} /burn/{exchange.name}/{ms} HTTP/1.1\r\nHost: localhost\r\n{length}"
                           "Connection: close\r\n\r\n".encode() + body)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    exchange.answered = answer.split(b"\r\n", 1)[0].split(b" ")[1:2] == [b"200"]


class Load:
    """Sends requests by a client function (port, exchange, ms), and remembers them."""

    def __init__(self, client, port):
        self.client = client
        self.port = port
        self.exchanges = []
        self.numbers = itertools.count()
        self.threads = []

    def send(self, address, ms):
        prefix = "attack" if address == ATTACKER else "visit"
        exchange = Exchange(f"{prefix}-{next(self.numbers)}", address)
        self.exchanges.append(exchange)
        thread = threading.Thread(target=self.exchange, args=(exchange, ms), daemon=True)
        thread.start()
        return thread

    def exchange(self, exchange, ms):
        try:
            self.client(self.port, exchange, ms)
        except OSError as error:
            exchange.error = str(error)

    def visit(self, count, rate, ms):
        """So many visitors per second, whether those before them were answered or not."""
        begin = time.monotonic()
        threads = []
        for number in range(count):
            time.sleep(max(0, begin + number / rate - time.monotonic()))
            threads.append(self.send(VISITORS[number % len(VISITORS)], ms))
        for thread in threads:
            thread.join()

    def attack(self, rounds, at_once, ms, pause_s):
        """Rounds of attacks at once; the next begins some time after the last answer."""
        for _ in range(rounds):
            threads = [self.send(ATTACKER, ms) for _ in range(at_once)]
            for thread in threads:
                thread.join()
            time.sleep(pause_s)
