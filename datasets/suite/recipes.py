"""The recordings of the suite: server, visitors, attacks, and which half of the suite each belongs to."""
import dataclasses
import functools
import gzip
import json
from typing import Callable, Optional

import attacks
import starts
from attacks import Attack, get, post
from exchange import Request

SEVERITIES = (1.5, 2, 3, 5, 10, 20, 50, 100)
# An attacker who knows what is flagged stays close to what visitors use.
MIMICRY = (1.5, 2, 2.5, 3, 4, 5)


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A recording. Models are chosen on those of 'tune' and judged on those of 'test'."""
    name: str
    split: str
    server: str
    trait: str
    start: Callable
    packages: tuple
    # What visitors ask of the vulnerable feature: use(random) returns a Request.
    use: Callable
    # None: low and slow.
    attack: Optional[Attack]
    severities: tuple = SEVERITIES
    # Share of visitors' requests that are reports, and the most that one costs, in pages.
    reports: float = 0.01
    longest_report: float = 10
    # The server is started anew before the recording, so that training begins with a cold one.
    cold: bool = False
    # Attacks among the training requests, as a share of them.
    poison: float = 0
    # From the first second to the second, so many times the visitors.
    crowd: tuple = ()
    crowd_factor: float = 4
    # From this second on, a tenth of the pages costs new_page pages more.
    drift: Optional[float] = None
    new_page: float = 12
    # Visitors with bad networks.
    slow_visitors: float = 0.02


RECIPES = {}


def recipe(name, split, server, trait, start, use, attack, packages=(), **details):
    RECIPES[name] = Recipe(name, split, server, trait, start, packages, use, attack, **details)


def versions(random):
    return get("/versions", range=" || ".join(f">={random.randrange(9)}.{random.randrange(30)}.0 <{random.randrange(10, 20)}"
                                              for _ in range(random.randrange(1, 5))))


def files(random):
    return get("/files", pattern=random.choice(("src/**/*.js", "src/module-1*/index-*.js", "**/index-?4.js", "{src,lib}/*/*.js")))


def trip(random):
    towns = [random.choice(("oslo", "bergen", "new-york", "st.-gallen", "aix-en-provence")) for _ in range(4)]
    return Request("/trip/" + "-".join(towns))


def comment(random):
    lines = [random.choice(("plain words of a comment", "* a list", "a [link](http://example.org/x) in it", "`code` and *more*"))
             for _ in range(int(random.lognormvariate(2.5, 0.9)) + 1)]
    return post("/comment", "\n\n".join(lines))


def form(random):
    return post("/form", "&".join(f"field{number}={random.randrange(10**6)}" for number in range(random.randrange(1, 30))),
                "application/x-www-form-urlencoded; charset=utf-8")


def sql(random):
    columns = ", ".join(f"column_{random.randrange(40)}" for _ in range(random.randrange(1, 12)))
    return post("/sql", f"select {columns} from orders where id in (select id from items where price > {random.randrange(99)})")


def cart(random):
    """Article numbers as they come."""
    return post("/cart", json.dumps({str(random.randrange(10**7)): 1 for _ in range(int(random.lognormvariate(4.5, 1.2)))}),
                "application/json")


def certificates(random):
    block = "-----BEGIN CERTIFICATE-----\n" + ("QUJD" * 16 + "\n") * 20 + "-----END CERTIFICATE-----\n"
    return post("/certificates", block * (1 + int(random.lognormvariate(1.5, 1.2))))


def imports(random):
    lines = "\n".join(f"{random.randrange(10**9)},{random.randrange(1000)}" for _ in range(int(random.lognormvariate(5, 1))))
    return post("/import", gzip.compress(lines.encode()), "application/gzip")


def configuration(random):
    return post("/configuration", "\n".join(f"key{number}: [{random.randrange(99)}, two, {{three: 3}}]"
                                            for number in range(int(random.lognormvariate(2.5, 0.8)) + 1)), "application/yaml")


def order(random):
    entries = "".join(f"<string>article {random.randrange(10**6)}</string>" for _ in range(int(random.lognormvariate(2.5, 0.8)) + 1))
    return post("/order", f"<set>{entries}</set>", "application/xml")


def download(random):
    """A large file, by a network that takes some MB a second."""
    return Request(f"/download?n={int(min(random.lognormvariate(13, 1), 8e6))}", read_bytes=65_536, read_pause_s=random.uniform(0, 0.02))


NODE = {"packages": ("nodejs",)}
FASTAPI = {"packages": ("python3-fastapi", "python3-uvicorn", "python3-multipart")}
SQLPARSE = {"packages": ("gunicorn", "python3-sqlparse")}
NGINX_GUNICORN = {"packages": ("nginx", "gunicorn", "python3-sqlparse")}
GO = {"packages": ("golang-go",)}

recipe("express-semver", "tune", "Express, semver 7.5.1", "severities of 1.5 to 100", starts.express, versions, attacks.SEMVER, **NODE)
recipe("fastapi-multipart", "tune", "FastAPI, python-multipart 0.0.5", "severities of 1.5 to 100", starts.fastapi, form,
       attacks.MULTIPART, **FASTAPI)
recipe("php-collisions", "tune", "nginx and php-fpm, colliding keys", "heavy tail: reports of up to 30 pages", starts.nginx_php, cart,
       attacks.COLLISIONS, packages=("nginx", "php-fpm"), reports=0.04, longest_report=30)
recipe("go-pem", "tune", "Go net/http, encoding/pem", "flash crowd: four times the visitors for 8 s", starts.go, certificates,
       attacks.PEM, crowd=(35, 43), **GO)
recipe("jdk-yaml", "tune", "JDK's HttpServer, virtual threads, SnakeYAML 1.25", "training begins with a cold JVM",
       functools.partial(starts.java_server, "YamlServer", "snakeyaml.xml"), configuration, attacks.YAML, cold=True)
recipe("express-poisoned", "tune", "Express, marked 4.0.9", "3 % attacks among the training requests", starts.express, comment,
       attacks.MARKED, poison=0.03, **NODE)
recipe("threaded-slow", "tune", "Python's ThreadingHTTPServer", "low and slow", starts.threaded, download, None,
       packages=("python3-sqlparse",), slow_visitors=0.1)
recipe("express-minimatch", "test", "Express, minimatch 3.1.2", "heavy tail: reports of up to 30 pages", starts.express, files,
       attacks.MINIMATCH, reports=0.04, longest_report=30, **NODE)
recipe("gunicorn-sqlparse", "test", "gunicorn gthread, sqlparse 0.4.2", "3 % attacks among the training requests", starts.gunicorn, sql,
       attacks.SQLPARSE, poison=0.03, **SQLPARSE)
recipe("tomcat-xstream", "test", "Tomcat 11, XStream 1.4.18", "training begins with a cold JVM",
       functools.partial(starts.java_server, "XStreamServer", "xstream.xml"), order, attacks.XSTREAM, cold=True)
recipe("go-gzip", "test", "Go net/http, compress/gzip", "flash crowd: four times the visitors for 8 s", starts.go,
       imports, attacks.GZIP, crowd=(35, 43), **GO)
recipe("express-routes", "test", "Express, path-to-regexp 0.1.12", "drift: from 34 s on, a tenth of the pages costs 12 pages more",
       starts.express, trip, attacks.ROUTES, drift=34, **NODE)
recipe("fastapi-mimicry", "test", "FastAPI, python-multipart 0.0.5", "mimicry: attacks of 1.5 to 5 times a typical request",
       starts.fastapi, form, attacks.MULTIPART, severities=MIMICRY, **FASTAPI)
recipe("nginx-slow", "test", "nginx and gunicorn", "low and slow", starts.nginx_gunicorn, download, None, slow_visitors=0.1,
       **NGINX_GUNICORN)
