"""The servers' processes: started, awaited, ended by pid, and their CPU time."""
import os
import random
import signal
import socket
import subprocess
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """A server, a load or a recorder did not work."""


def free_port():
    """Below the ports that clients get, so that none of them takes it meanwhile."""
    while True:
        port = random.randint(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def stat(pid):
    """The fields of /proc/PID/stat after the name, or None if the process is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None


def descendants(roots):
    """The processes and all that they started and that still run."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (fields := stat(name)):
            children.setdefault(int(fields[1]), []).append(int(name))
    found = list(dict.fromkeys(roots))
    for pid in found:
        found.extend(child for child in children.get(pid, ()) if child not in found)
    return found


def cpu_ms(roots):
    """CPU time of the processes and their descendants, threads that ended and children that were waited for included."""
    fields = filter(None, map(stat, descendants(roots)))
    return sum(sum(map(int, values[11:15])) for values in fields) * 1000 / TICKS_PER_SECOND


def stolen_and_used():
    """Ticks of all processors that the hypervisor gave to others, and that were used."""
    with open("/proc/stat") as file:
        ticks = list(map(int, file.readline().split()[1:9]))
    return ticks[7], sum(ticks) - ticks[3] - ticks[4] - ticks[7]


def thread_cpu_ns(pid):
    """CPU time of a process's main thread."""
    with open(f"/proc/{pid}/task/{pid}/schedstat") as file:
        return int(file.read().split()[0])


def running_ns(roots):
    """CPU time of all threads of the processes and of their descendants, those that ended left out."""
    total = 0
    for pid in descendants(roots):
        for thread in threads(pid):
            try:
                with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
                    total += int(file.read().split()[0])
            except OSError:
                continue
    return total


def threads(pid):
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


class Processes:
    """What an experiment started; as a context, ends it all."""

    def __init__(self, directory):
        self.directory = directory
        self.running = []

    def spawn(self, name, command, **environment):
        """Starts a command, its output in NAME.log, and returns its pid."""
        with open(self.directory / f"{name}.log", "wb") as log:
            try:
                process = subprocess.Popen([str(word) for word in command], cwd=self.directory, stdin=subprocess.DEVNULL,
                                           stdout=log, stderr=log, env=dict(os.environ, **environment))
            except OSError as error:
                raise Failure(f"{command[0]}: {error.strerror}") from error
        self.running.append((name, process))
        return process.pid

    def await_ready(self, address, seconds=30):
        """Until somebody listens on a port of 127.0.0.1, or on the UNIX socket of that path."""
        family = socket.AF_INET if isinstance(address, int) else socket.AF_UNIX
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for name, process in self.running:
                if process.poll() is not None:
                    raise Failure(f"{name} ended with {process.returncode}: {self.last_line(name)}")
            with socket.socket(family) as probe:
                if probe.connect_ex(("127.0.0.1", address) if isinstance(address, int) else str(address)) == 0:
                    return
            time.sleep(0.05)
        raise Failure(f"nobody listens on {address} after {seconds} s")

    def last_line(self, name):
        lines = (self.directory / f"{name}.log").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for _, process in reversed(self.running):
            end(process)


def end(process):
    """Ends a process that this program started, and those that it started."""
    family = {pid: stat(pid) for pid in descendants([process.pid])}
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pid, before in family.items():
        now = stat(pid)
        # The same process, not another by a number that was used again: it began at the same time.
        if before and now and now[19] == before[19]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
