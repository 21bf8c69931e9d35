"""What an experiment's server may use: a directory, ports, processes, and a directory of sources."""
import dataclasses
import shutil
import subprocess

from processes import free_port


class Skipped(Exception):
    """What can't be run on this machine."""


@dataclasses.dataclass
class Target:
    """A server that runs: where it listens, and the processes to record, each with its descendants."""
    port: int
    pids: list


def program(name):
    """Where a program is; the sbin directories are not on everybody's path."""
    found = shutil.which(name, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin")
    if found is None:
        raise Skipped(f"{name} is not installed")
    return found


class Scene:
    """Starts servers whose sources and configurations are in one directory; they find Python modules there, too."""

    def __init__(self, directory, processes, sources, **environment):
        self.directory = directory
        self.processes = processes
        self.sources = sources
        self.environment = dict(environment, PYTHONPATH=str(sources), PYTHONDONTWRITEBYTECODE="1")
        self.versions = set()

    def note_version(self, name, *command):
        """The first line that a program says, for the list of what was measured."""
        said = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
        self.versions.add(f"{name} {said.partition(chr(10))[0]}".strip())

    def spawn(self, name, command, **environment):
        return self.processes.spawn(name, command, **dict(self.environment, **environment))

    def serve(self, name, command, port, **environment):
        """A server that listens on the port that its command got. Returns its pid."""
        pid = self.spawn(name, command, **environment)
        self.processes.await_ready(port)
        return pid

    def port(self):
        return free_port()

    def file(self, source, **values):
        """A copy of a file with each @NAME@ replaced."""
        text = source.read_text()
        for key, value in values.items():
            text = text.replace(f"@{key}@", str(value))
        copy = self.directory / source.name
        copy.write_text(text)
        return copy
