"""What was recorded, request by request."""
import csv
import dataclasses
import subprocess

from processes import Failure
from recorder import FINELAME


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
