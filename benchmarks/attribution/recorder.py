"""Records a server, and reads what was recorded."""
import csv
import dataclasses
import os
import pathlib
import signal
import subprocess

from processes import Failure

FINELAME = os.environ.get("FINELAME") or pathlib.Path(__file__).resolve().parents[2] / "finelame"
SNAPSHOT_MS = 50


@dataclasses.dataclass
class Request:
    """A recorded request: whose it is, and what it was charged with at each snapshot that changed it."""
    address: str
    port: int
    first_ns: int
    last_ns: int = 0
    series: list = dataclasses.field(default_factory=list)

    @property
    def charged_ms(self):
        return self.series[-1][1]

    def charged_at(self, time_ns):
        """Milliseconds at a snapshot."""
        charged = 0
        for when, value in self.series:
            if when > time_ns:
                break
            charged = value
        return charged


@dataclasses.dataclass
class Recording:
    requests: list
    snapshots_ns: list

    @property
    def charged_ms(self):
        return sum(request.charged_ms for request in self.requests)


class Recorder:
    """As a context: records from its begin on, until it is ended or left."""

    def __init__(self, directory, target):
        self.directory = directory
        self.command = [str(FINELAME), "record", "--out", str(directory / "recordings"), "--snapshot-interval", str(SNAPSHOT_MS),
                        *target, "row"]

    def __enter__(self):
        with (self.directory / "recorder.log").open("wb") as output:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE,
                                            text=True)
        try:
            self.await_attached()
        except BaseException:
            self.__exit__()
            raise
        return self

    def await_attached(self):
        self.said = []
        for line in self.process.stderr:
            self.said.append(line)
            if line.startswith("attached"):
                return
        self.process.wait()
        raise Failure(f"the recorder ended with {self.process.returncode}: {(self.said or ['it said nothing'])[-1].strip()}")

    def end(self):
        """Ends the recording in good order."""
        self.process.send_signal(signal.SIGTERM)
        rest = self.process.stderr.read()
        (self.directory / "recorder.err").write_text("".join(self.said) + rest)
        if self.process.wait(60) != 0:
            raise Failure(f"the recorder ended with {self.process.returncode}: {rest.strip().splitlines()[-1:]}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)


def read(directory, column="cputime"):
    """The recording in a directory; charges are those of one column, which counts nanoseconds."""
    table = directory / "recording.csv"
    with table.open("wb") as output:
        done = subprocess.run([str(FINELAME), "inspect", "--csv", str(directory / "recordings/row")], stdout=output,
                              stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise Failure(f"inspect ended with {done.returncode}: {done.stderr.strip()}")
    requests, snapshots = {}, set()
    with table.open() as file:
        for row in csv.DictReader(file):
            when = int(row["monotonic_ns"])
            snapshots.add(when)
            if row["req_id"] not in requests:
                address = row["saddr"].removeprefix("::ffff:")
                requests[row["req_id"]] = Request(address, int(row["sport"]), int(row["first_ts"]))
            request = requests[row["req_id"]]
            request.last_ns = int(row["latest_ts_update"])
            request.series.append((when, int(row[column]) / 1e6))
    return Recording(list(requests.values()), sorted(snapshots))
