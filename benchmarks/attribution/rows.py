"""The rows: how each server is started, and what of it is recorded."""
import functools
import pathlib
import shutil

import java
from experiment import SERVERS, Failure, Row, Skipped, Target

PYTHON = "/usr/bin/python3"
NODE_VERSION = (("node", "--version"),)
ROWS = {}


def row(name, server, start, **details):
    ROWS[name] = Row(name, server, start, **details)


def program(*candidates):
    """The first of the programs that is there; the sbin directories are not on everybody's path."""
    for candidate in candidates:
        found = shutil.which(candidate, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin")
        if found:
            return found
    raise Skipped(f"{candidates[0]} is not installed")


def node(way, scene, with_backend=False):
    backend = [scene.backend()] if with_backend else []
    port = scene.port()
    executable = shutil.which("node")
    if executable is None:
        raise Skipped("node is not installed (Debian: nodejs)")
    return scene.serve("node", [executable, SERVERS / "node.js", way, port, *backend], port)


def aiohttp(scene, with_backend=False):
    backend = [scene.backend()] if with_backend else []
    port = scene.port()
    return scene.serve("aiohttp", [PYTHON, SERVERS / "aiohttp_server.py", port, *backend], port)


def fastapi(endpoint, scene):
    port = scene.port()
    command = [PYTHON, "-m", "uvicorn", "fastapi_server:app", "--host", "127.0.0.1", "--port", port, "--no-access-log"]
    return scene.serve("uvicorn", command, port, ENDPOINT=endpoint)


def threaded(way, scene, with_backend=False):
    backend = [scene.backend()] if with_backend else []
    port = scene.port()
    return scene.serve("python", [PYTHON, SERVERS / "threaded.py", way, port, *backend], port)


def start_gunicorn(scene, bind, worker_class="sync"):
    threads = ["--threads", 4] if worker_class == "gthread" else []
    return scene.spawn("gunicorn", [program("gunicorn"), "--workers", 2, "--worker-class", worker_class, *threads, "--bind", bind,
                                    "wsgi_server:application"])


def gunicorn(worker_class, scene):
    port = scene.port()
    pid = start_gunicorn(scene, f"127.0.0.1:{port}", worker_class)
    scene.processes.await_ready(port)
    return Target(port, [pid])


def address(scene, family):
    """Where the back end listens: a path or a port, and the same as nginx writes it."""
    if family == "unix":
        path = scene.directory / "backend.sock"
        return path, f"unix:{path}"
    port = scene.port()
    return port, f"127.0.0.1:{port}"


def nginx(scene, handler):
    port = scene.port()
    configuration = scene.file("nginx.conf", DIRECTORY=scene.directory, PORT=port, HANDLER=handler)
    return scene.serve("nginx", [program("nginx"), "-c", configuration], port)


def proxied(scene, back_pid, handler, recorded):
    """nginx before a back end; both are recorded, or one of them."""
    target = nginx(scene, handler)
    target.pids = {"both": [*target.pids, back_pid], "front": target.pids, "back": [back_pid]}[recorded]
    return target


def nginx_gunicorn(family, scene, recorded="both"):
    listens, name = address(scene, family)
    back = start_gunicorn(scene, name)
    scene.processes.await_ready(listens)
    handler = f"proxy_pass http://{name}{':' if family == 'unix' else ''};"
    return proxied(scene, back, handler, recorded)


def nginx_php(family, scene, recorded="both"):
    listens, name = address(scene, family)
    listen = listens if family == "unix" else name
    configuration = scene.file("php-fpm.conf", DIRECTORY=scene.directory, LISTEN=listen)
    back = scene.spawn("php-fpm", [program("php-fpm8.2", "php-fpm8.4", "php-fpm"), "--nodaemonize", "--allow-to-run-as-root",
                                   "--fpm-config", configuration])
    scene.processes.await_ready(listens)
    handler = (f"fastcgi_pass {name}; fastcgi_param SCRIPT_FILENAME {SERVERS / 'burn.php'}; fastcgi_param BURN_LOG {scene.burns}; "
               "fastcgi_param REQUEST_URI $request_uri; fastcgi_param REQUEST_METHOD $request_method; "
               "fastcgi_param REMOTE_ADDR $remote_addr;")
    return proxied(scene, back, handler, recorded)


def java_server(main, scene, *arguments, jars=()):
    port = scene.port()
    return scene.serve("java", java.command(scene, main, port, *arguments, jars=jars), port)


def jdk_server(executor, scene):
    return java_server("JdkServer", scene, executor)


def tomcat(scene):
    return java_server("TomcatServer", scene, jars=sorted(pathlib.Path("/usr/share/java").glob("tomcat10-*.jar")))


def netty(scene):
    return java_server("NettyServer", scene, jars=java.fetch("netty.xml"))


partial = functools.partial
AIOHTTP = {"packages": ("python3-aiohttp",)}
FASTAPI = {"packages": ("python3-fastapi", "python3-uvicorn")}
GUNICORN = {"packages": ("gunicorn",)}
NGINX_GUNICORN = {"packages": ("gunicorn", "nginx")}
NGINX_PHP = {"packages": ("nginx", "php-fpm")}

row("node-direct", "Node.js, works at once", partial(node, "direct"), version_commands=NODE_VERSION)
row("node-backend", "Node.js, after a back end's reply, new connections", partial(node, "backend", with_backend=True),
    version_commands=NODE_VERSION)
row("node-pool", "Node.js, after a back end's reply, kept connections", partial(node, "pool", with_backend=True),
    version_commands=NODE_VERSION)
row("node-timer", "Node.js, in a timer's callback", partial(node, "timer"), version_commands=NODE_VERSION)
row("node-cluster", "Node.js, cluster of two", partial(node, "cluster"), version_commands=NODE_VERSION)
row("node-worker", "Node.js, worker_threads", partial(node, "worker"), version_commands=NODE_VERSION)
row("aiohttp-direct", "aiohttp, works at once", aiohttp, **AIOHTTP)
row("aiohttp-backend", "aiohttp, after a back end's reply", partial(aiohttp, with_backend=True), **AIOHTTP)
row("fastapi-def", "FastAPI `def` (thread pool), uvicorn", partial(fastapi, "def"), **FASTAPI)
row("fastapi-async", "FastAPI `async def`, uvicorn", partial(fastapi, "async"), **FASTAPI)
row("python-streamed", "Python, four streamed answers at once", partial(threaded, "streamed"), at_once=4, rounds=3, attack_ms=200)
row("early-status", "Python, status line, back end, then work", partial(threaded, "early", with_backend=True))
row("gunicorn-sync", "gunicorn sync", partial(gunicorn, "sync"), **GUNICORN)
row("gunicorn-gthread", "gunicorn gthread", partial(gunicorn, "gthread"), **GUNICORN)
row("nginx-gunicorn-unix", "nginx and gunicorn, UNIX socket", partial(nginx_gunicorn, "unix"), **NGINX_GUNICORN)
row("nginx-gunicorn-tcp", "nginx and gunicorn, TCP", partial(nginx_gunicorn, "tcp"), **NGINX_GUNICORN)
row("nginx-php-unix", "nginx and php-fpm, UNIX socket", partial(nginx_php, "unix"), **NGINX_PHP)
row("nginx-php-tcp", "nginx and php-fpm, TCP", partial(nginx_php, "tcp"), **NGINX_PHP)
row("jdk-pool", "JDK 25's HttpServer, fixed thread pool", partial(jdk_server, "pool"), warm_up=300)
row("jdk-virtual", "JDK 25's HttpServer, virtual threads", partial(jdk_server, "virtual"), warm_up=300)
row("tomcat", "Tomcat 10, embedded", tomcat, packages=("libtomcat10-embed-java",), warm_up=300)
row("netty", "Netty 4.2, work in an executor", netty, warm_up=300)
