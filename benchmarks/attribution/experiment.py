"""One row of the table: server, recorder, load, accounts."""
import dataclasses
import json
import pathlib
import threading
import time
from typing import Callable

import load
import recording
from accounting import Account, Burns, figures, percent, read_burns
from packages import installed
from processes import Failure, Processes, cpu_ms, stolen_and_used
from recorder import Recorder
from scene import Scene, Skipped, Target

SERVERS = pathlib.Path(__file__).resolve().parent / "servers"
RIGHT_PERCENT, OTHERS_PERCENT = 95, 2
VISITOR_MS, VISITORS_PER_SECOND = 2, 25
QUIET_S = 3
# What was used by then is charged, or never will be.
SETTLE_S = 0.5
SNAPSHOT_MS = 50


@dataclasses.dataclass
class BurnTarget(Target):
    """And who asks it."""
    client: Callable = load.http
    # Options of `finelame record` in place of --pid.
    options: tuple = ()


@dataclasses.dataclass
class Row:
    """A server and a way of working. start(BurnScene) starts it and returns its BurnTarget."""
    name: str
    server: str
    start: Callable
    packages: tuple = ()
    warm_up: int = 60
    rounds: int = 5
    at_once: int = 1
    attack_ms: int = 300
    # The column of `finelame inspect --csv` to compare with: what is burnt, or waited.
    column: str = "cputime"
    # What works is not recorded, only the proxy before it: its requests are charged with hardly anything.
    front_alone: bool = False
    # Only the back end is recorded, whose connections are the proxy's: requests are told by time.
    by_time: bool = False


class BurnScene(Scene):
    """Its servers log what they burn."""

    def __init__(self, directory, processes):
        self.burns = directory / "burns.log"
        self.burns.touch()
        self.burns.chmod(0o666)
        super().__init__(directory, processes, SERVERS, BURN_LOG=str(self.burns))

    def target(self, name, command, port, **environment):
        return BurnTarget(port, [self.serve(name, command, port, **environment)])

    def backend(self):
        """The port of a back end that answers after some time. It is not recorded."""
        port = self.port()
        self.serve("backend", ["/usr/bin/python3", SERVERS / "backend.py", port], port)
        return port


def attacks(row, sender):
    """After a while with visitors alone."""
    time.sleep(QUIET_S)
    sender.attack(row.rounds, row.at_once, row.attack_ms, pause_s=0.5)


def send(row, sender):
    """Visitors all the time, attacks after a while."""
    attacker = threading.Thread(target=attacks, args=(row, sender), daemon=True)
    attacker.start()
    while attacker.is_alive():
        sender.visit(VISITORS_PER_SECOND // 5, VISITORS_PER_SECOND, VISITOR_MS)
    attacker.join()


def check_answers(sender):
    """A row's figures mean something only if its server served."""
    unanswered = [exchange for exchange in sender.exchanges if not exchange.answered]
    if any(exchange.is_attack for exchange in unanswered) or len(unanswered) > len(sender.exchanges) / 20:
        reason = unanswered[0].error or "wrong answer"
        raise Failure(f"{len(unanswered)} of {len(sender.exchanges)} requests were not answered, the first for: {reason}")


def check_burns(sender, burns):
    """So does what its handlers logged."""
    silent = [exchange.name for exchange in sender.exchanges if exchange.answered and burns.burnt_ms(exchange.name) == 0]
    if silent:
        raise Failure(f"the server logged no CPU time for {len(silent)} requests, among them {silent[0]}")


def run(row, directory):
    """Runs a row in a directory, and returns its figures by column."""
    missing = set(row.packages) - installed(row.packages).keys()
    if missing:
        raise Skipped(f"Debian package {', '.join(sorted(missing))} is not installed")
    with Processes(directory) as processes:
        scene = BurnScene(directory, processes)
        target = row.start(scene)
        warming = load.Load(target.client, target.port)
        warming.visit(row.warm_up, 100, VISITOR_MS)
        check_answers(warming)
        scene.burns.write_text("")
        sender = load.Load(target.client, target.port)
        options = target.options or ("--pid", ",".join(map(str, target.pids)))
        with Recorder(directory, "row", "--snapshot-interval", SNAPSHOT_MS, *options) as recorder:
            before, (stolen_before, busy_before) = cpu_ms(target.pids), stolen_and_used()
            send(row, sender)
            time.sleep(SETTLE_S)
            used, (stolen, busy) = cpu_ms(target.pids) - before, stolen_and_used()
            recorder.end()
    (directory / "exchanges.json").write_text(json.dumps([vars(exchange) for exchange in sender.exchanges]))
    burns = read_burns(scene.burns)
    check_answers(sender)
    check_burns(sender, burns)
    if row.front_alone:
        burns = Burns({})
    account = Account(sender.exchanges, burns, recording.read(directory, row.column), row.by_time)
    result = figures(account, used)
    if row.front_alone:
        result.update(right_percent=account.found_percent(), others_percent=percent(result["others_sum_ms"], used))
    if row.column != "cputime":
        # Everybody waits, more or less, and the server's CPU time has nothing to do with it.
        result.update(dict.fromkeys(("others_largest_ms", "others_sum_ms", "others_percent", "unattributed_ms",
                                     "unattributed_percent")))
    fine = result["right_percent"] >= RIGHT_PERCENT and (result["others_percent"] or 0) <= OTHERS_PERCENT
    return dict(result, stolen_percent=percent(stolen - stolen_before, busy - busy_before), versions=scene.versions,
                verdict="OK" if fine else "BELOW")
