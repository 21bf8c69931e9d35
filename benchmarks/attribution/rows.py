"""The rows: how each server is started, and what of it is recorded."""
import functools
import os
import pathlib
import shutil
import subprocess

import databases
import java
import load
import programs
from experiment import SERVERS, BurnTarget, Row
from processes import Failure
from programs import PYTHON
from scene import Skipped, program

JARS = pathlib.Path(__file__).resolve().parents[1] / "target/attribution"
ROWS = {}


def row(name, server, start, **details):
    ROWS[name] = Row(name, server, start, **details)


def node(way, scene, with_backend=False):
    backend = [scene.backend()] if with_backend else []
    port = scene.port()
    scene.note_version("Node.js", program("node"), "--version")
    return scene.target("node", [program("node"), SERVERS / "node.js", way, port, *backend], port)


def aiohttp(scene, with_backend=False):
    backend = [scene.backend()] if with_backend else []
    port = scene.port()
    return scene.target("aiohttp", [PYTHON, SERVERS / "aiohttp_server.py", port, *backend], port)


def fastapi(endpoint, scene):
    port = scene.port()
    command = [PYTHON, "-m", "uvicorn", "fastapi_server:app", "--host", "127.0.0.1", "--port", port, "--no-access-log"]
    return scene.target("uvicorn", command, port, ENDPOINT=endpoint)


def threaded(way, scene, with_backend=False):
    backend = [scene.backend()] if with_backend else []
    port = scene.port()
    scene.note_version("", PYTHON, "--version")
    return scene.target("python", [PYTHON, SERVERS / "threaded.py", way, port, *backend], port)


def start_gunicorn(scene, listens, worker_class="sync", python=PYTHON):
    threads = ["--threads", 4] if worker_class == "gthread" else []
    return programs.gunicorn(scene, "wsgi_server:application", listens, "--worker-class", worker_class, *threads, python=python)


def gunicorn(worker_class, scene):
    port = scene.port()
    return BurnTarget(port, [start_gunicorn(scene, port, worker_class)])


def address(scene, family):
    """Where the back end listens: a path or a port, and the same as nginx writes it."""
    if family == "unix":
        path = scene.directory / "backend.sock"
        return path, f"unix:{path}"
    port = scene.port()
    return port, f"127.0.0.1:{port}"


def executable(scene, path, copy):
    """The program itself, or a copy that nothing else runs."""
    return shutil.copy2(os.path.realpath(path), scene.directory) if copy else path


def proxied(scene, back_pid, handler, recorded, copy=False):
    """nginx before a back end; both are recorded, or one of them."""
    port, front = programs.nginx(scene, handler, executable(scene, program("nginx"), copy))
    return BurnTarget(port, {"both": [front, back_pid], "front": [front], "back": [back_pid]}[recorded])


def nginx_gunicorn(family, scene, recorded="both", copy=False):
    listens, name = address(scene, family)
    back = start_gunicorn(scene, listens, python=executable(scene, PYTHON, copy))
    handler = f"proxy_pass http://{name}{':' if family == 'unix' else ''};"
    return proxied(scene, back, handler, recorded, copy)


def nginx_php(family, scene, script="burn.php", **parameters):
    listens, name = address(scene, family)
    back = programs.php_fpm(scene, listens)
    handler = programs.fastcgi(name, SCRIPT_FILENAME=SERVERS / script, BURN_LOG=scene.burns, REQUEST_URI="$request_uri",
                               REQUEST_METHOD="$request_method", **parameters)
    return proxied(scene, back, handler, "both")


def apache(scene, mpm, handler):
    """The handler's directives say what it serves. Returns port and pid."""
    port = scene.port()
    scene.note_version("", program("apache2"), "-v")
    # Its processes are www-data's.
    scene.directory.chmod(0o755)
    configuration = scene.file(SERVERS / "apache.conf", DIRECTORY=scene.directory, PORT=port, MPM=mpm, HANDLER=handler)
    # In a process group of its own: it ends all of its group.
    return port, scene.serve("apache2", [program("setsid"), program("apache2"), "-f", configuration, "-DFOREGROUND"], port)


def apache_php(scene):
    """In Apache's own processes."""
    modules = sorted(pathlib.Path("/usr/lib/apache2/modules").glob("libphp*.so"))
    script = scene.file(SERVERS / "burn.php")
    port, pid = apache(scene, "prefork", f"""
LoadModule php_module {modules[-1]}
SetEnv BURN_LOG {scene.burns}
AliasMatch ^/burn/ {script}
<Directory {scene.directory}>
    SetHandler application/x-httpd-php
</Directory>""")
    return BurnTarget(port, [pid])


def apache_php_fpm(scene):
    listens = scene.directory / "backend.sock"
    back = programs.php_fpm(scene, listens)
    listens.chmod(0o666)
    port, pid = apache(scene, "event", f"""
LoadModule proxy_module ${{MODULES}}/mod_proxy.so
LoadModule proxy_fcgi_module ${{MODULES}}/mod_proxy_fcgi.so
<Location /burn/>
    SetHandler "proxy:unix:{listens}|fcgi://localhost"
</Location>
ProxyFCGISetEnvIf true SCRIPT_FILENAME {SERVERS / "burn.php"}
ProxyFCGISetEnvIf true BURN_LOG {scene.burns}""")
    return BurnTarget(port, [pid, back])


def java_server(main, scene, *arguments, jars=()):
    port = scene.port()
    return scene.target("java", java.command(scene, ["Burn.java", f"{main}.java"], main, port, *arguments, jars=jars), port)


def jdk_server(executor, scene):
    return java_server("JdkServer", scene, executor)


def fetched_server(main, pom, scene, *arguments):
    jars = java.fetch(SERVERS / pom, JARS)
    scene.versions.update(jar.stem for jar in jars if jar.name.startswith(("netty-codec-http", "tomcat-embed-core")))
    return java_server(main, scene, *arguments, jars=jars)


def nginx_gunicorn_by_executable(scene):
    """Both by --exec: copies of the programs, so that other servers of the machine are not recorded."""
    target = nginx_gunicorn("unix", scene, copy=True)
    target.options = tuple(word for pid in target.pids for word in ("--exec", os.readlink(f"/proc/{pid}/exe")))
    return target


def go(wait_ms, scene, *arguments):
    port = scene.port()
    return scene.target("go", [programs.go(scene, SERVERS / "burn.go"), port, wait_ms, *arguments], port)


def go_proxy(scene, back):
    port, back_port = scene.port(), scene.port()
    front = scene.serve("proxy", [programs.go(scene, SERVERS / "proxy.go"), port, back_port], port)
    return BurnTarget(port, [front, back(scene, back_port)])


def go_back_end(scene, port):
    return scene.serve("go", [programs.go(scene, SERVERS / "burn.go"), port, 0], port)


def haproxy(scene, back):
    port, back_port = scene.port(), scene.port()
    scene.note_version("", program("haproxy"), "-v")
    configuration = scene.file(SERVERS / "haproxy.cfg", PORT=port, BACK=back_port)
    # It doesn't wait for a back end that isn't there yet.
    behind = back(scene, back_port)
    return BurnTarget(port, [scene.serve("haproxy", [program("haproxy"), "-db", "-f", configuration], port), behind])


def start_uwsgi(scene, listens, *options):
    return scene.serve("uwsgi", [program("uwsgi"), "--plugin", "python3", "--chdir", SERVERS, "--module", "wsgi_server", "--need-app",
                                 "--disable-logging", "--master", *options], listens)


def uwsgi(scene, *options):
    port = scene.port()
    return BurnTarget(port, [start_uwsgi(scene, port, "--http-socket", f"127.0.0.1:{port}", *options)])


def nginx_uwsgi(scene):
    listens, name = address(scene, "unix")
    back = start_uwsgi(scene, listens, "--socket", listens, "--chmod-socket=666", "--processes", 2)
    return proxied(scene, back, f"include /etc/nginx/uwsgi_params; uwsgi_pass {name};", "both")


def puma(scene):
    port = scene.port()
    return scene.target("puma", [program("puma"), "--threads", "4:4", "--bind", f"tcp://127.0.0.1:{port}", "--environment",
                                "production", SERVERS / "burn.ru"], port)


def nginx_php_upload(family, scene):
    """More than the socket between them takes at once."""
    target = nginx_php(family, scene, CONTENT_LENGTH="$content_length")
    target.client = functools.partial(load.http, body=bytes(900_000))
    return target


def start_postgres(scene):
    """A cluster of its own, on a port and on a UNIX socket in the row's directory; PostgreSQL refuses to run as root."""
    installations = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not installations:
        raise Skipped("initdb is not installed (Debian: postgresql)")
    binaries = installations[-1].parent
    data = scene.directory / "data"
    data.mkdir()
    shutil.chown(data, "postgres")
    scene.directory.chmod(0o711)
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    made = subprocess.run([*as_postgres, binaries / "initdb", "--auth=trust", "--no-sync", f"--pgdata={data}"], cwd=data,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if made.returncode != 0:
        raise Failure(f"initdb: {made.stdout.strip().splitlines()[-1:]}")
    with (data / "pg_hba.conf").open("a") as rules:
        rules.write("host all all 127.0.0.0/8 trust\n")
    scene.note_version("", binaries / "postgres", "--version")
    port = scene.port()
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": data, "fsync": "off", "work_mem": "64MB",
                "max_connections": 200}
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    return scene.target("postgres", [*as_postgres, binaries / "postgres", "-D", data, "-p", port, *options], port)


def postgres(client, scene):
    target = start_postgres(scene)
    target.client = functools.partial(client, scene.burns)
    return target


def nginx_php_postgres(family, scene):
    """Three programs, php-fpm on a UNIX socket; what works is PostgreSQL."""
    database = start_postgres(scene)
    host = scene.directory / "data" if family == "unix" else "127.0.0.1"
    target = nginx_php("unix", scene, "sql.php", DATABASE_HOST=host, DATABASE_PORT=database.port)
    target.pids += database.pids
    return target


def redis(scene):
    """redis-server is another name of a program of Debian's redis-tools, which starts no service."""
    server = scene.directory / "redis-server"
    server.symlink_to(program("redis-check-rdb"))
    port = scene.port()
    # Protected mode knows no loopback address but 127.0.0.1; and while a script runs longer than the threshold, redis would
    # refuse visitors.
    target = scene.target("redis", [server, "--port", port, "--bind", "127.0.0.1", "--protected-mode", "no", "--save", "",
                                   "--appendonly", "no", "--busy-reply-threshold", 0], port)
    script = (SERVERS / "burn.lua").read_text()
    target.client = functools.partial(databases.eval_lua, scene.burns, script, *target.pids)
    return target


partial = functools.partial
NODE = {"packages": ("nodejs",)}
AIOHTTP = {"packages": ("python3-aiohttp",)}
FASTAPI = {"packages": ("python3-fastapi", "python3-uvicorn")}
GUNICORN = {"packages": ("gunicorn",)}
UWSGI = {"packages": ("uwsgi-core", "uwsgi-plugin-python3")}
NGINX_GUNICORN = {"packages": ("gunicorn", "nginx")}
NGINX_PHP = {"packages": ("nginx", "php-fpm")}
NGINX_PHP_POSTGRES = {"packages": ("nginx", "php-fpm", "php-pgsql", "postgresql")}

row("node-direct", "Node.js, works at once", partial(node, "direct"), **NODE)
row("node-backend", "Node.js, after a back end's reply, new connections", partial(node, "backend", with_backend=True), **NODE)
row("node-pool", "Node.js, after a back end's reply, kept connections", partial(node, "pool", with_backend=True), **NODE)
row("node-timer", "Node.js, in a timer's callback", partial(node, "timer"), **NODE)
row("node-cluster", "Node.js, cluster of two", partial(node, "cluster"), **NODE)
row("node-worker", "Node.js, worker_threads", partial(node, "worker"), **NODE)
row("aiohttp-direct", "aiohttp, works at once", aiohttp, **AIOHTTP)
row("aiohttp-backend", "aiohttp, after a back end's reply", partial(aiohttp, with_backend=True), **AIOHTTP)
row("fastapi-def", "FastAPI `def` (thread pool), uvicorn", partial(fastapi, "def"), **FASTAPI)
row("fastapi-async", "FastAPI `async def`, uvicorn", partial(fastapi, "async"), **FASTAPI)
row("python-streamed", "Python, four streamed answers at once", partial(threaded, "streamed"), at_once=4, rounds=3, attack_ms=200)
row("early-status", "Python, status line, back end, then work", partial(threaded, "early", with_backend=True))
row("python-pool", "Python, a thread for each request, and two that take jobs from a queue", partial(threaded, "pool"))
row("gunicorn-sync", "gunicorn sync", partial(gunicorn, "sync"), **GUNICORN)
row("gunicorn-gthread", "gunicorn gthread", partial(gunicorn, "gthread"), **GUNICORN)
row("uwsgi-processes", "uWSGI, two processes", lambda scene: uwsgi(scene, "--processes", 2), **UWSGI)
row("uwsgi-threads", "uWSGI, four threads", lambda scene: uwsgi(scene, "--threads", 4), **UWSGI)
row("nginx-uwsgi", "nginx and uWSGI, UNIX socket", nginx_uwsgi, packages=("nginx", *UWSGI["packages"]))
row("nginx-gunicorn-unix", "nginx and gunicorn, UNIX socket", partial(nginx_gunicorn, "unix"), **NGINX_GUNICORN)
row("nginx-gunicorn-tcp", "nginx and gunicorn, TCP", partial(nginx_gunicorn, "tcp"), **NGINX_GUNICORN)
row("nginx-gunicorn-exec", "nginx and gunicorn, UNIX socket, by two --exec", nginx_gunicorn_by_executable, **NGINX_GUNICORN)
row("nginx-alone-unix", "nginx and gunicorn, UNIX socket, nginx recorded", partial(nginx_gunicorn, "unix", recorded="front"),
    front_alone=True, **NGINX_GUNICORN)
row("nginx-alone-tcp", "nginx and gunicorn, TCP, nginx recorded", partial(nginx_gunicorn, "tcp", recorded="front"),
    front_alone=True, **NGINX_GUNICORN)
row("gunicorn-alone-unix", "nginx and gunicorn, UNIX socket, gunicorn recorded",
    partial(nginx_gunicorn, "unix", recorded="back"), by_time=True, **NGINX_GUNICORN)
row("gunicorn-alone-tcp", "nginx and gunicorn, TCP, gunicorn recorded", partial(nginx_gunicorn, "tcp", recorded="back"),
    by_time=True, **NGINX_GUNICORN)
row("nginx-php-unix", "nginx and php-fpm, UNIX socket", partial(nginx_php, "unix"), **NGINX_PHP)
row("nginx-php-tcp", "nginx and php-fpm, TCP", partial(nginx_php, "tcp"), **NGINX_PHP)
row("nginx-php-upload-unix", "nginx and php-fpm, UNIX socket, requests of 900 KB", partial(nginx_php_upload, "unix"), **NGINX_PHP)
row("nginx-php-upload-tcp", "nginx and php-fpm, TCP, requests of 900 KB", partial(nginx_php_upload, "tcp"), **NGINX_PHP)
row("apache-php", "Apache, mpm_prefork, with mod_php", apache_php, packages=("apache2-bin", "libapache2-mod-php"))
row("apache-php-fpm", "Apache, mpm_event, and php-fpm, UNIX socket", apache_php_fpm, packages=("apache2-bin", "php-fpm"))
row("nginx-php-postgres-unix", "nginx, php-fpm and PostgreSQL, UNIX sockets", partial(nginx_php_postgres, "unix"),
    **NGINX_PHP_POSTGRES)
row("nginx-php-postgres-tcp", "nginx, php-fpm and PostgreSQL, the database over TCP", partial(nginx_php_postgres, "tcp"),
    **NGINX_PHP_POSTGRES)
row("jdk-pool", "JDK's HttpServer, fixed thread pool, waits 20 ms", partial(jdk_server, "pool"), warm_up=300)
row("jdk-virtual", "JDK's HttpServer, virtual threads, wait 20 ms", partial(jdk_server, "virtual"), warm_up=300)
row("jdk-supplied", "JDK's HttpServer, waits 20 ms, then a thread of the common pool works", partial(jdk_server, "supplied"),
    warm_up=300)
row("tomcat", "Tomcat 11, embedded", partial(fetched_server, "TomcatServer", "tomcat.xml"), warm_up=300)
row("netty", "Netty 4.2, work in an executor", lambda scene: fetched_server("NettyServer", "netty.xml", scene, "nio"), warm_up=300)
row("netty-uring", "Netty 4.2 on io_uring, work in an executor",
    lambda scene: fetched_server("NettyServer", "netty.xml", scene, "io_uring"), warm_up=300)
row("go-direct", "Go net/http, works at once", partial(go, 0), packages=("golang-go",))
row("go-wait", "Go net/http, waits 20 ms, then works", partial(go, 20), packages=("golang-go",))
row("go-spawn", "Go net/http, waits 20 ms, then a new goroutine works", lambda scene: go(20, scene, "spawn"),
    packages=("golang-go",))
row("go-pool", "Go net/http, waits 20 ms, then one of four goroutines that take jobs from a channel works",
    lambda scene: go(20, scene, "pool"), packages=("golang-go",))
row("go-proxy-gunicorn", "Go's reverse proxy and gunicorn", partial(go_proxy, back=start_gunicorn),
    packages=("golang-go", "gunicorn"))
row("go-proxy-go", "Go's reverse proxy and Go, kept connections", partial(go_proxy, back=go_back_end), packages=("golang-go",))
row("haproxy-gunicorn", "HAProxy and gunicorn", partial(haproxy, back=start_gunicorn), packages=("haproxy", "gunicorn"))
row("haproxy-go", "HAProxy and Go, kept connections", partial(haproxy, back=go_back_end), packages=("haproxy", "golang-go"))
row("puma", "Puma, four threads", puma, packages=("puma",))
row("postgres", "PostgreSQL, a query that hashes", partial(postgres, databases.burn_sql), packages=("postgresql",))
row("postgres-sleep", "PostgreSQL, pg_sleep (waiting time, not CPU time)", partial(postgres, databases.sleep_sql),
    packages=("postgresql",), column="offcpu")
row("redis", "redis, EVAL", redis, packages=("redis-tools",))
