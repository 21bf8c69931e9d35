"""How large an attack must be to cost so many times a typical request, on this machine and this server."""
import math
import statistics

from exchange import Connection
from processes import running_ns

ADDRESS = "127.0.0.1"
PAGE_MS = 1.0
WARM_UP = 150
# A JVM compiles what is called often.
JVM_WARM_UP = 1_500
# An attack that costs more is not sent.
MOST_MS = 2_000


class Meter:
    """CPU time of the server's processes for a request, while they do nothing else. Threads must outlive the answer."""

    def __init__(self, target):
        self.target = target

    def cpu_ms(self, request, times=1):
        """The least of some measurements: what else the server does meanwhile only adds."""
        return min(self.once(request) for _ in range(times))

    def once(self, request):
        with Connection(self.target.port, ADDRESS) as connection:
            before = running_ns(self.target.pids)
            connection.exchange(request)
            return (running_ns(self.target.pids) - before) / 1e6


def page_size(meter, page, cold):
    """How many items a page needs to cost PAGE_MS more than an empty one."""
    for _ in range(JVM_WARM_UP if cold else WARM_UP):
        meter.once(page(200))
    empty = meter.cpu_ms(page(1), 9)
    items = 50
    while meter.cpu_ms(page(items), 5) - empty < PAGE_MS and items < 1_000_000:
        items = int(items * 1.3)
    return items


def typical_ms(meter, requests):
    """The median of what visitors' requests cost."""
    return statistics.median(map(meter.once, requests))


def sizes(meter, attack, typical, severities, cold):
    """
    The size of an attack by severity: the one of attack.sizes that comes nearest to so many times a typical request. Attacks are few:
    on a cold JVM they run before it has compiled them.
    """
    measured = []
    for size in attack.sizes:
        cost = meter.cpu_ms(attack.request(size), 1 if cold else 3)
        measured.append((size, cost))
        if cost > min(1.2 * max(severities) * typical, MOST_MS):
            break
    return {severity: min(measured, key=lambda pair: abs(math.log(max(pair[1], 1e-3) / (severity * typical))))[0]
            for severity in severities}
