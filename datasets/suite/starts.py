"""How each server of the suite is started."""
import os
import pathlib
import shutil
import subprocess

import java
from processes import Failure
from scene import Skipped, Target, program

PYTHON = "/usr/bin/python3"
CACHE = pathlib.Path(__file__).resolve().parents[1] / "target/suite"


def npm_packages(sources):
    """The vulnerable packages of package.json, from the npm registry; kept for the next time."""
    modules = CACHE / "npm/node_modules"
    if not modules.exists():
        modules.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sources / "package.json", modules.parent)
        done = subprocess.run([program("npm"), "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"],
                              cwd=modules.parent, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True)
        if done.returncode != 0:
            raise Skipped(f"npm did not fetch what package.json names: {done.stdout.strip().splitlines()[-1:]}")
    return modules


def express(scene):
    port = scene.port()
    scene.note_version("Node.js", program("node"), "--version")
    # Beside the packages, so that require() finds them.
    server = shutil.copy(scene.sources / "express_server.js", npm_packages(scene.sources).parent)
    return Target(port, [scene.serve("node", [program("node"), server, port], port)])


def fastapi(scene):
    port = scene.port()
    command = [PYTHON, "-m", "uvicorn", "fastapi_suite:app", "--host", "127.0.0.1", "--port", port, "--no-access-log"]
    return Target(port, [scene.serve("uvicorn", command, port)])


def start_gunicorn(scene, bind, listens):
    pid = scene.spawn("gunicorn", [PYTHON, program("gunicorn"), "--workers", 2, "--worker-class", "gthread", "--threads", 4,
                                   "--keep-alive", 5, "--bind", bind, "wsgi_suite:application"])
    scene.processes.await_ready(listens)
    return pid


def gunicorn(scene):
    port = scene.port()
    return Target(port, [start_gunicorn(scene, f"127.0.0.1:{port}", port)])


def start_nginx(scene, handler):
    port = scene.port()
    scene.note_version("", program("nginx"), "-v")
    configuration = scene.file("nginx.conf", DIRECTORY=scene.directory, PORT=port, HANDLER=handler)
    return port, scene.serve("nginx", [program("nginx"), "-c", configuration], port)


def nginx_gunicorn(scene):
    path = scene.directory / "backend.sock"
    back = start_gunicorn(scene, f"unix:{path}", path)
    port, front = start_nginx(scene, f"proxy_pass http://unix:{path}:;")
    return Target(port, [front, back])


def php_fpm():
    """Debian names it by the version."""
    found = sorted(path for directory in ("/usr/sbin", "/usr/local/sbin") for path in pathlib.Path(directory).glob("php-fpm*"))
    if not found:
        raise Skipped("php-fpm is not installed")
    return found[-1]


def nginx_php(scene):
    path = scene.directory / "backend.sock"
    configuration = scene.file("php-fpm.conf", DIRECTORY=scene.directory, LISTEN=path)
    scene.note_version("", php_fpm(), "--version")
    back = scene.spawn("php-fpm", [php_fpm(), "--nodaemonize", "--allow-to-run-as-root", "--fpm-config", configuration])
    scene.processes.await_ready(path)
    parameters = {"SCRIPT_FILENAME": scene.sources / "suite.php", "REQUEST_URI": "$request_uri", "REQUEST_METHOD": "$request_method",
                  "CONTENT_TYPE": "$content_type", "CONTENT_LENGTH": "$content_length"}
    handler = " ".join([f"fastcgi_pass unix:{path};", *(f"fastcgi_param {name} {value};" for name, value in parameters.items())])
    port, front = start_nginx(scene, handler)
    return Target(port, [front, back])


def go(scene):
    port = scene.port()
    scene.note_version("", program("go"), "version")
    built = subprocess.run([program("go"), "build", "-o", scene.directory / "suite", scene.sources / "suite.go"],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           env=dict(os.environ, GO111MODULE="off", GOFLAGS="", GOCACHE=str(CACHE / "go")))
    if built.returncode != 0:
        raise Failure(f"go build: {built.stdout.strip().splitlines()[:1]}")
    return Target(port, [scene.serve("go", [scene.directory / "suite", port], port)])


def java_server(main, pom, scene):
    port = scene.port()
    jars = java.fetch(scene.sources / pom, CACHE)
    command = java.command(scene, ["Pages.java", f"{main}.java"], main, port, jars=jars)
    return Target(port, [scene.serve("java", command, port)])


def threaded(scene):
    port = scene.port()
    scene.note_version("", PYTHON, "--version")
    return Target(port, [scene.serve("python", [PYTHON, scene.sources / "threaded_suite.py", port], port)])
