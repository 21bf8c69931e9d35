"""Makes recordings of the suite anew: each starts a server, calibrates its attacks, records it, and sends visitors and attackers.

A recording takes about 80 s, 20 of which are its train time. How much a page costs and how large an attack must be for so many times
a typical request are measured before, on the same server; the same seed makes the same visits and attacks at the same times.

With --detect, the default model is trained live and scores in the kernel; then the recording is replayed, and the verdicts compared.

What is left in DIR/NAME: recordings/NAME, labels.csv, and made.json: the sizes of attacks, how many requests were sent, and the
versions of what was recorded.

FINELAME in the environment is the command to record with; default: that of this checkout.
"""
import argparse
import json
import pathlib
import signal
import sys

import calibration
import measured
import packages
import verdicts
import workload
from processes import Failure, Processes
from recipes import RECIPES
from recorder import Recorder
from scene import Scene, Skipped

SERVERS = pathlib.Path(__file__).resolve().parent / "servers"
SNAPSHOT_MS = 20
TYPICAL_REQUESTS = 150
# Visitors that got no answer; more mean that the server did not serve.
MOST_FAILED = 0.01


def calibrate(recipe, schedule, directory, seed):
    """Items of a page, and the size of the attack by severity."""
    with Processes(directory) as processes:
        meter = calibration.Meter(recipe.start(Scene(directory, processes, SERVERS)))
        items = calibration.page_size(meter, lambda count: workload.Request(f"/page?n={count}"), recipe.cold)
        if recipe.attack is None:
            return items, {}, None
        plan = workload.Plan(recipe, schedule, items, {}, seed)
        typical = calibration.typical_ms(meter, [plan.request(0) for _ in range(TYPICAL_REQUESTS)])
        severities = recipe.severities + (workload.POISON_SEVERITIES if recipe.poison else ())
        return items, calibration.sizes(meter, recipe.attack, typical, severities, recipe.cold), typical


def warm(recipe, items, port):
    """Each kind of request, so that the recording doesn't begin with a cold server."""
    plan = workload.Plan(recipe, workload.BRIEF, items, {}, seed=0)
    visits = [workload.Visit(number / 100, "127.0.0.1", [(0.0, plan.request(0))]) for number in range(300)]
    workload.send(visits, port)


def labels(recipe, plan, ratios):
    """labels.csv, by networks. The severity in a label is measured."""
    names = [f"{network},{f'{recipe.attack.name} {measured.severity(ratios[network])}' if recipe.attack else kind}"
             for kind, network in plan.networks().items()]
    return "\n".join(["origin_ip,label", *names, f"{workload.POISONERS_NETWORK},poison", f"{workload.VISITORS_NETWORK},legitimate", ""])


def recorder(recipe, schedule, directory, target, detect):
    options = ["--snapshot-interval", SNAPSHOT_MS, "--train-time", schedule.train_s, "--pid", ",".join(map(str, target.pids))]
    if not detect:
        return Recorder(directory, recipe.name, *options)
    return Recorder(directory, recipe.name, *options, "--run", directory / "runs" / recipe.name, command="detect")


def make(recipe, schedule, directory, seed, detect):
    """The recording in a directory. Returns what is to know about it."""
    items, sizes, typical = calibrate(recipe, schedule, directory, seed)
    plan = workload.Plan(recipe, schedule, items, sizes, seed)
    visits, attackers = plan.visits(), plan.attacks() + plan.poison()
    with Processes(directory) as processes:
        scene = Scene(directory, processes, SERVERS)
        target = recipe.start(scene)
        if not recipe.cold:
            warm(recipe, items, target.port)
        with recorder(recipe, schedule, directory, target, detect) as running:
            workload.send(visits + attackers, target.port)
            running.end()
    failed = [visit.failed for visit in visits if visit.failed]
    if len(failed) > MOST_FAILED * len(visits):
        raise Failure(f"{len(failed)} of {len(visits)} visits failed, the first for: {failed[0]}")
    ratios = measured.ratios(directory, recipe.name, plan.networks().values(), workload.VISITORS_NETWORK)
    (directory / "labels.csv").write_text(labels(recipe, plan, ratios))
    return {"seed": seed, "page_items": items, "typical_cpu_ms": typical and round(typical, 2), "attack_sizes": sizes,
            "severities": {str(kind): round(ratios[network], 2) for kind, network in plan.networks().items()},
            "requests": sum(len(visit.requests) for visit in visits), "failed_visits": len(failed),
            "attacks": len(attackers), "failed_attacks": sum(bool(visit.failed) for visit in attackers),
            "versions": sorted(scene.versions) + packages.versions(recipe.packages)}


def arguments():
    parser = argparse.ArgumentParser(prog="record.sh", description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="recordings to make")
    parser.add_argument("--all", action="store_true", help="make all of them")
    parser.add_argument("--list", action="store_true", help="print names, splits and servers, and exit")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("recordings/suite"), metavar="DIR",
                        help="where DIR/NAME is made (default recordings/suite)")
    parser.add_argument("--detect", action="store_true", help="detect instead of record, and compare the kernel's verdicts with replay's")
    parser.add_argument("--brief", action="store_true", help="14 s with 4 s of train time and 8 attacks, to try a set-up")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="seed of visits and attacks (default 1)")
    parser.add_argument("--splits", action="store_true", help="print which half each belongs to, as CSV, and exit")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in RECIPES]
    if unknown:
        parser.error(f"unknown recording {unknown[0]}; --list names them")
    if not (options.names or options.all or options.list or options.splits):
        parser.error("expected NAME, --all, --list or --splits")
    return options


def list_recipes():
    for recipe in RECIPES.values():
        print(f"{recipe.name:20} {recipe.split:5} {recipe.server}; {recipe.trait}")
    return 0


def list_splits():
    print("recording,split")
    for recipe in RECIPES.values():
        print(f"{recipe.name},{recipe.split}")
    return 0


def main():
    options = arguments()
    if options.list:
        return list_recipes()
    if options.splits:
        return list_splits()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    chosen = [RECIPES[name] for name in (RECIPES if options.all else options.names)]
    existing = [options.out / recipe.name for recipe in chosen if (options.out / recipe.name).exists()]
    if existing:
        print(f"record.sh: {existing[0]} exists; remove it or name another --out", file=sys.stderr)
        return 2
    packages.install("record.sh", {package for recipe in chosen for package in recipe.packages})
    complete = True
    for recipe in chosen:
        directory = (options.out / recipe.name).resolve()
        directory.mkdir(parents=True)
        try:
            made = make(recipe, workload.BRIEF if options.brief else workload.FULL, directory, options.seed, options.detect)
            (directory / "made.json").write_text(json.dumps(made, indent=2) + "\n")
            print(f"{recipe.name}: {made['requests']} requests of visitors, {made['attacks']} attacks, "
                  f"{made['failed_visits'] + made['failed_attacks']} connections failed", flush=True)
            if options.detect:
                for line in verdicts.compare(directory, recipe.name):
                    print(f"{recipe.name}: {line}", flush=True)
        except (Failure, Skipped) as reason:
            complete = False
            print(f"record.sh: {recipe.name}: {reason}", file=sys.stderr, flush=True)
    return 0 if complete else 1


sys.exit(main())
