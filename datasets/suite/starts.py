"""How each server of the suite is started."""
import pathlib
import shutil
import subprocess

import java
import programs
from programs import PYTHON
from scene import Skipped, Target, program

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


def start_gunicorn(scene, listens):
    return programs.gunicorn(scene, "wsgi_suite:application", listens, "--worker-class", "gthread", "--threads", 4, "--keep-alive", 5)


def gunicorn(scene):
    port = scene.port()
    return Target(port, [start_gunicorn(scene, port)])


def nginx_gunicorn(scene):
    path = scene.directory / "backend.sock"
    back = start_gunicorn(scene, path)
    port, front = programs.nginx(scene, f"proxy_pass http://unix:{path}:;")
    return Target(port, [front, back])


def nginx_php(scene):
    path = scene.directory / "backend.sock"
    back = programs.php_fpm(scene, path)
    port, front = programs.nginx(scene, programs.fastcgi(
        f"unix:{path}", SCRIPT_FILENAME=scene.sources / "suite.php", REQUEST_URI="$request_uri", REQUEST_METHOD="$request_method",
        CONTENT_TYPE="$content_type", CONTENT_LENGTH="$content_length"))
    return Target(port, [front, back])


def go(scene):
    port = scene.port()
    return Target(port, [scene.serve("go", [programs.go(scene, scene.sources / "suite.go"), port], port)])


def java_server(main, pom, scene):
    port = scene.port()
    jars = java.fetch(scene.sources / pom, CACHE)
    command = java.command(scene, ["Pages.java", f"{main}.java"], main, port, jars=jars)
    return Target(port, [scene.serve("java", command, port)])


def threaded(scene):
    port = scene.port()
    scene.note_version("", PYTHON, "--version")
    return Target(port, [scene.serve("python", [PYTHON, scene.sources / "threaded_suite.py", port], port)])
