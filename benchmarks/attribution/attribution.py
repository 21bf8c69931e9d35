"""Whom Finelame charges for what: a table of servers and of the ways in which they work.

Each row starts a server, records it with automatic mapping, and sends visitors, whose requests burn 2 ms of CPU time each,
and attackers, whose requests burn some hundreds. The handlers measure what they burn by the CPU clock of their own thread.

  burnt         by the attackers' handlers
  charged       to the attackers' connections; right: the share that counts no attack with more than it burnt
  others        charged to visitors beyond what their handlers burnt and what a request costs anyway: the largest, and the sum
                as a share of what the attackers burnt. Requests that nobody sent (a proxy's, say) count in full
  unattributed  the recorded processes' CPU time that no request was charged with, and its share of all their CPU time
  lag           the largest difference, at a snapshot, between what an attack had burnt so far and what it was charged with, and
                its share of what that attack burnt in all

A row is OK if at least 95 % are charged right and at most 2 % to others. The clocks of threads leave out what the hypervisor
took away meanwhile; its share of the CPU time of the machine is in the CSV.

Where only a proxy is recorded nothing is burnt, and right is the share of the attacks that are in the recording. Where only its
back end is, requests are told by time.

FINELAME in the environment is the command to record with; default: that of this checkout.
"""
import argparse
import csv
import os
import pathlib
import platform
import signal
import sys
import tempfile

import packages
from experiment import run
from processes import Failure
from rows import ROWS
from scene import Skipped

COLUMNS = ("row", "server", "burnt_ms", "charged_ms", "right_percent", "others_largest_ms", "others_sum_ms", "others_percent",
           "unattributed_ms", "unattributed_percent", "lag_ms", "lag_percent", "attacks", "visitors", "server_cpu_ms",
           "stolen_percent", "verdict", "remark")
# Of a row; on a machine that does nothing else it takes 20.
LONGEST_S = 240
HEAD = """| row | server | burnt | charged | right | others: largest | sum | unattributed | lag | |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"""


def cell(value, unit=" ms"):
    return "" if value is None else f"{value:,.0f}{unit}"


def both(value, percent):
    return cell(value) + ("" if percent is None else f", {percent:.0f} %")


def line(row):
    right = "" if row["right_percent"] is None else f"{row['right_percent']:.1f} %"
    others = cell(row["others_sum_ms"]) + ("" if row["others_percent"] is None else f", {row['others_percent']:.1f} %")
    verdict = row["verdict"] + (f": {row['remark']}" if row["remark"] else "")
    return (f"| {row['row']} | {row['server']} | {cell(row['burnt_ms'])} | {cell(row['charged_ms'])} | {right} "
            f"| {cell(row['others_largest_ms'])} | {others} | {both(row['unattributed_ms'], row['unattributed_percent'])} "
            f"| {both(row['lag_ms'], row['lag_percent'])} | {verdict} |")


def measure(row, directory):
    """One line of the table as a dict by COLUMNS."""
    result = dict.fromkeys(COLUMNS)
    result.update(row=row.name, server=row.server, remark="")
    signal.alarm(LONGEST_S)
    try:
        result.update(run(row, directory))
    except Skipped as reason:
        result.update(verdict="skipped", remark=str(reason))
    except Failure as reason:
        result.update(verdict="FAILED", remark=str(reason))
    finally:
        signal.alarm(0)
    return result


def give_up(*_):
    raise Failure(f"it took longer than {LONGEST_S} s")


def cpu_model():
    for text in open("/proc/cpuinfo"):
        if text.startswith("model name"):
            return text.partition(":")[2].strip()
    return platform.machine()


def arguments():
    parser = argparse.ArgumentParser(prog="attribution.sh", description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows to run; default: all")
    parser.add_argument("--list", action="store_true", help="print the names of the rows, and exit")
    parser.add_argument("--csv", type=pathlib.Path, metavar="FILE",
                        help="the table as CSV; default: benchmarks/target/attribution.csv")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="keep each row's recording, logs and load in DIR/ROW")
    options = parser.parse_args()
    unknown = [name for name in options.rows if name not in ROWS]
    if unknown:
        parser.error(f"unknown row {unknown[0]}; --list names the rows")
    return options


def main():
    options = arguments()
    if options.list:
        for row in ROWS.values():
            print(f"{row.name:28} {row.server}")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    signal.signal(signal.SIGALRM, give_up)
    chosen = [ROWS[name] for name in options.rows or ROWS]
    home = pathlib.Path(__file__).resolve().parents[2]
    packages.install("attribution.sh", {package for row in chosen for package in row.packages})
    table = options.csv or home / "benchmarks/target/attribution.csv"
    table.parent.mkdir(parents=True, exist_ok=True)
    print(f"{cpu_model()}, {os.cpu_count()} cores, Linux {platform.release()}\n\n{HEAD}", flush=True)
    results, versions = [], set()
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in chosen:
            with tempfile.TemporaryDirectory(prefix="attribution-", ignore_cleanup_errors=True) as scratch:
                directory = scratch
                if options.keep:
                    directory = options.keep / row.name
                    directory.mkdir(parents=True)
                results.append(measure(row, pathlib.Path(directory).resolve()))
            versions |= results[-1].pop("versions", set())
            print(line(results[-1]), flush=True)
            writer.writerow({name: round(value, 2) if isinstance(value, float) else value
                             for name, value in results[-1].items()})
            file.flush()
    print(f"\nVersions: {'; '.join([*sorted(versions), *packages.versions({name for row in chosen for name in row.packages})])}.\nCSV: {table}")
    return 1 if any(result["verdict"] == "FAILED" for result in results) else 0


sys.exit(main())
