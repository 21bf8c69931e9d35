"""HTTP requests as visitors and attackers send them, each connection from an address that says whose it is."""
import dataclasses
import socket
import time

TIMEOUT_S = 60


@dataclasses.dataclass(frozen=True)
class Request:
    """A request, and how fast its client is."""
    path: str
    method: str = "GET"
    headers: tuple = ()
    body: bytes = b""
    # The last bytes of header and body are sent in so many pieces, in so many seconds.
    pieces: int = 1
    seconds: float = 0
    # Bytes read at once, and pauses between; 0: as fast as possible.
    read_bytes: int = 0
    read_pause_s: float = 0
    # Closes the connection so long after the request, whatever is left of the answer; 0: never.
    gives_up_after_s: float = 0

    def head(self):
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in self.headers)]
        if self.body or self.method != "GET":
            lines.append(f"Content-Length: {len(self.body)}")
        return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


class Connection:
    """A connection that may carry several requests."""

    def __init__(self, port, address, receive_buffer=0):
        self.socket = socket.socket()
        self.socket.settimeout(TIMEOUT_S)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.bind((address, 0))
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def exchange(self, request):
        """Sends a request and reads its answer to the end. Returns the status, and whether the server keeps the connection."""
        self.send(request)
        if request.gives_up_after_s:
            self.read_for(request)
            return 0, False
        head = self.head(request)
        status = int(head.split(b" ", 2)[1])
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
        if b"chunked" in fields.get(b"transfer-encoding", b""):
            self.chunks(request)
        elif b"content-length" in fields:
            self.take(int(fields[b"content-length"]), request)
        else:
            self.rest(request)
            return status, False
        return status, fields.get(b"connection", b"").strip() != b"close"

    def send(self, request):
        content = request.head() + request.body
        if request.pieces <= 1:
            self.socket.sendall(content)
            return
        # The request's first line comes at once, what is left in pieces.
        first = content.index(b"\r\n") + 2
        step = max(1, -(-(len(content) - first) // request.pieces))
        self.socket.sendall(content[:first])
        for begin in range(first, len(content), step):
            time.sleep(request.seconds / request.pieces)
            self.socket.sendall(content[begin:begin + step])

    def receive_some(self, request):
        """Nothing at the end of the connection."""
        if request.read_bytes:
            time.sleep(request.read_pause_s)
        return self.socket.recv(request.read_bytes or 65536)

    def receive(self, request):
        data = self.receive_some(request)
        if not data:
            raise ConnectionError("the server closed the connection before the answer's end")
        return data

    def read_for(self, request):
        end = time.monotonic() + request.gives_up_after_s
        while time.monotonic() < end:
            self.receive(request)

    def head(self, request):
        while b"\r\n\r\n" not in self.received:
            self.received += self.receive(request)
        head, self.received = self.received.split(b"\r\n\r\n", 1)
        return head

    def take(self, count, request):
        while len(self.received) < count:
            count -= len(self.received)
            self.received = self.receive(request)
        self.received = self.received[count:]

    def chunks(self, request):
        while True:
            while b"\r\n" not in self.received:
                self.received += self.receive(request)
            size, self.received = self.received.split(b"\r\n", 1)
            count = int(size, 16)
            self.take(count + 2, request)
            if count == 0:
                return

    def rest(self, request):
        while self.receive_some(request):
            pass
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
