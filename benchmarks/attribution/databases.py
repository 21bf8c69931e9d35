"""Clients of PostgreSQL and redis. Their servers can't log what they burn, so the clients do, as the kernel counts it."""
import contextlib
import os
import socket
import struct
import threading
import time

import load
from processes import thread_cpu_ns

SAMPLE_S = 0.005
# Longer than a tick: by then the kernel has counted what a thread used before it began to wait.
SETTLE_S = 0.01
ROWS_PER_MS = 700


class Clock:
    """The CPU time of a process's main thread, sampled while the context lasts."""

    def __init__(self, pid):
        self.pid = pid
        self.samples = []
        self.ended = threading.Event()

    def sample(self):
        self.samples.append((time.monotonic_ns(), thread_cpu_ns(self.pid)))

    def run(self):
        while not self.ended.wait(SAMPLE_S):
            self.sample()

    def __enter__(self):
        self.sample()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        return self

    def __exit__(self, *_):
        answered = time.monotonic_ns()
        self.ended.set()
        self.thread.join()
        time.sleep(SETTLE_S)
        self.samples = [*((when, used) for when, used in self.samples if when < answered), (answered, thread_cpu_ns(self.pid))]

    def burnt_ns(self):
        return self.samples[-1][1] - self.samples[0][1]

    def points(self, burnt_ns):
        """What was burnt at each sample, if that was the last thing that the thread did."""
        end = self.samples[-1][1]
        return [(when, max(0, burnt_ns - (end - used))) for when, used in self.samples]


def log(path, exchange, points):
    line = f"{exchange.name} {' '.join(f'{when}:{used}' for when, used in points)}\n"
    file = os.open(path, os.O_WRONLY | os.O_APPEND)
    os.write(file, line.encode())
    os.close(file)


@contextlib.contextmanager
def connect(port, exchange):
    with socket.create_connection(("127.0.0.1", port), load.TIMEOUT_S, (exchange.address, 0)) as connection:
        exchange.port = connection.getsockname()[1]
        with connection.makefile("rb") as answers:
            yield connection, answers


def messages(answers):
    """PostgreSQL's messages until it is ready for a query, as type and body."""
    kind = b""
    while kind != b"Z":
        head = answers.read(5)
        if len(head) < 5:
            raise OSError("the connection ended early")
        kind, length = struct.unpack("!cI", head)
        body = answers.read(length - 4)
        if kind == b"E":
            raise OSError(body.replace(b"\0", b" ").decode())
        yield kind, body


def log_in(connection, answers):
    """Returns the pid of the connection's server process."""
    parameters = b"user\0postgres\0database\0postgres\0\0"
    connection.sendall(struct.pack("!II", 8 + len(parameters), 3 << 16) + parameters)
    keys = [struct.unpack("!II", body) for kind, body in messages(answers) if kind == b"K"]
    return keys[0][0]


def query(connection, answers, sql):
    text = sql.encode() + b"\0"
    connection.sendall(struct.pack("!cI", b"Q", 4 + len(text)) + text)
    return [body for kind, body in messages(answers) if kind == b"D"]


def burn_sql(burns, port, exchange, ms):
    """A query that hashes, on a connection of its own; the server's process of the connection has the clock."""
    with connect(port, exchange) as (connection, answers):
        with Clock(log_in(connection, answers)) as clock:
            rows = query(connection, answers, f"SELECT max(md5(i::text)) FROM generate_series(1, {ms * ROWS_PER_MS}) i")
        connection.sendall(struct.pack("!cI", b"X", 4))
    exchange.answered = len(rows) == 1
    log(burns, exchange, clock.points(clock.burnt_ns()))


def sleep_sql(burns, port, exchange, ms):
    """A query that sleeps; what is logged is the time that it took."""
    with connect(port, exchange) as (connection, answers):
        log_in(connection, answers)
        begin = time.monotonic_ns()
        rows = query(connection, answers, f"SELECT pg_sleep({ms / 1000})")
        end = time.monotonic_ns()
        connection.sendall(struct.pack("!cI", b"X", 4))
    exchange.answered = len(rows) == 1
    log(burns, exchange, [(begin, 0), (end, ms * 1_000_000)])


def eval_lua(burns, script, pid, port, exchange, ms):
    """EVAL of a script that burns, and answers how much by its own clock."""
    words = ["EVAL", script, "0", str(ms)]
    command = f"*{len(words)}\r\n" + "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
    with connect(port, exchange) as (connection, answers), Clock(pid) as clock:
        connection.sendall(command.encode())
        head = answers.readline()
        if not head.startswith(b"$"):
            raise OSError(head.decode().strip() or "the connection ended early")
        burnt = int(answers.readline())
    exchange.answered = True
    log(burns, exchange, clock.points(burnt))
