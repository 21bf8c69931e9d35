"""How many times a typical request each attack really cost, by the recording itself."""
import csv
import ipaddress
import statistics
import subprocess

from processes import Failure
from recorder import FINELAME


def cpu_ns(directory, label):
    """(address, CPU time) of each request, without those by UNIX sockets."""
    process = subprocess.Popen([str(FINELAME), "inspect", "--csv", str(directory / "recordings" / label)], stdout=subprocess.PIPE,
                               text=True)
    last = {row["req_id"]: (row["saddr"], int(row["cputime"])) for row in csv.DictReader(process.stdout)}
    if process.wait() != 0:
        raise Failure(f"inspect ended with {process.returncode}")
    return [(ipaddress.ip_address(address.removeprefix("::ffff:")), used) for address, used in last.values() if address]


def ratios(directory, label, networks, visitors):
    """Of each network, the median CPU time of its requests in that of the visitors' requests."""
    used = cpu_ns(directory, label)

    def median(network):
        return statistics.median([ns for address, ns in used if address in ipaddress.ip_network(network)] or [0])

    typical = median(visitors)
    return {network: median(network) / typical for network in networks}


def severity(ratio):
    return f"{ratio:.1f}x" if ratio < 10 else f"{ratio:.0f}x"
