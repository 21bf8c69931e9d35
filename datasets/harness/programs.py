"""Programs that serve in several experiments: how they are started, each with its configuration."""
import os
import pathlib
import subprocess

from processes import Failure
from scene import Skipped, program

PYTHON = "/usr/bin/python3"
HERE = pathlib.Path(__file__).resolve().parent


def gunicorn(scene, application, listens, *options, python=PYTHON):
    """Two workers, on a port or on the UNIX socket of that path. Returns its pid."""
    bind = f"127.0.0.1:{listens}" if isinstance(listens, int) else f"unix:{listens}"
    pid = scene.spawn("gunicorn", [python, program("gunicorn"), "--workers", 2, *options, "--bind", bind, application])
    scene.processes.await_ready(listens)
    return pid


def nginx(scene, handler, executable=None):
    """Its only location has the handler's directives. Returns port and pid."""
    port = scene.port()
    scene.note_version("", program("nginx"), "-v")
    configuration = scene.file(HERE / "nginx.conf", DIRECTORY=scene.directory, PORT=port, HANDLER=handler)
    return port, scene.serve("nginx", [executable or program("nginx"), "-c", configuration], port)


def php_fpm(scene, listens):
    """On a port or on the UNIX socket of that path. Returns its pid."""
    server = php_fpm_program()
    listen = f"127.0.0.1:{listens}" if isinstance(listens, int) else listens
    configuration = scene.file(HERE / "php-fpm.conf", DIRECTORY=scene.directory, LISTEN=listen)
    scene.note_version("", server, "--version")
    pid = scene.spawn("php-fpm", [server, "--nodaemonize", "--allow-to-run-as-root", "--fpm-config", configuration])
    scene.processes.await_ready(listens)
    return pid


def php_fpm_program():
    """Debian names it by the version."""
    found = sorted(path for directory in ("/usr/sbin", "/usr/local/sbin") for path in pathlib.Path(directory).glob("php-fpm*"))
    if not found:
        raise Skipped("php-fpm is not installed")
    return found[-1]


def fastcgi(address, **parameters):
    """nginx's directives for a FastCGI server."""
    return " ".join([f"fastcgi_pass {address};", *(f"fastcgi_param {name} {value};" for name, value in parameters.items())])


def go(scene, source):
    """Compiles a program of one file. Returns where it is."""
    scene.note_version("", program("go"), "version")
    built = scene.directory / source.stem
    done = subprocess.run([program("go"), "build", "-o", built, source], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=dict(os.environ, GO111MODULE="off", GOFLAGS=""))
    if done.returncode != 0:
        raise Failure(f"go build: {done.stdout.strip().splitlines()[:1]}")
    return built
