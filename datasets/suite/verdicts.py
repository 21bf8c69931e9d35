"""What the kernel flagged while requests ran, and what a replay of the same recording flags."""
import csv
import subprocess

from processes import Failure
from recorder import FINELAME


def flagged(run, label):
    """Of a run directory: whether each request that was judged was flagged, by its id."""
    with (run / f"scores_{label}.csv").open() as file:
        return {row["req_id"]: row["is_outlier"] == "1" for row in csv.DictReader(file)}


def replay(directory, label, name, *options):
    """The verdicts of a replay with these options, in a run directory of that name."""
    out = directory / "runs" / name
    done = subprocess.run([str(FINELAME), "replay", "--quiet", "--out", str(out), *map(str, options),
                           str(directory / "recordings" / label)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Failure(f"replay ended with {done.returncode}: {done.stdout.strip().splitlines()[-1:]}")
    return flagged(out, label)


def difference(live, after):
    """How many verdicts are the same, over the requests that both judged."""
    both = live.keys() & after.keys()
    same = sum(live[request] == after[request] for request in both)
    return (f"{same} of {len(both)} verdicts are the same: {sum(live[request] for request in both)} flagged by the kernel, "
            f"{sum(after[request] for request in both)} by replay; {len(live.keys() ^ after.keys())} judged by one of them alone")


def compare(directory, label):
    """
    Two lines: with the model that was trained live, and with one that replay trains. Live, a request that is in flight at the end of the
    train time is trained on with what it has used by then, in a replay with what it used in the end.
    """
    live = flagged(directory / "runs" / label, label)
    deployed = replay(directory, label, "deployed", "--model", directory / "runs" / label / "model.json")
    return [f"the model of detect: {difference(live, deployed)}",
            f"a model of replay: {difference(live, replay(directory, label, 'retrained'))}"]
