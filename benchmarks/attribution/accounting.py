"""What was burnt, what was charged, and to whom."""
import bisect
import dataclasses
import statistics

# A visitor is charged beyond what is his if it is more than this, or more than some times what a request costs anyway.
LEAST_EXCESS_MS = 2
EXCESS_FACTOR = 4
# From a request's first byte until its handler burns, at the most.
LATEST_BEGIN_NS = 500_000_000


@dataclasses.dataclass
class Burns:
    """What the handlers logged: per exchange, times in ns and the CPU time in ms that it had burnt by then."""
    samples: dict

    def burnt_ms(self, name):
        return self.samples[name][-1][1] if name in self.samples else 0

    def burnt_at(self, name, time_ns):
        """Between two samples, by the straight line."""
        samples = self.samples[name]
        after = bisect.bisect(samples, (time_ns, float("inf")))
        if after == 0:
            return 0
        if after == len(samples):
            return samples[-1][1]
        (begin, low), (end, high) = samples[after - 1:after + 1]
        return low + (high - low) * (time_ns - begin) / (end - begin)

    def span_ns(self, name):
        return self.samples[name][0][0], self.samples[name][-1][0]


def read_burns(path):
    """Lines NAME TIME:CPU TIME:CPU ..., nanoseconds; a handler that burns several times writes several."""
    samples = {}
    for line in path.read_text().splitlines():
        name, *points = line.split()
        burnt = samples.setdefault(name, [])
        before = burnt[-1][1] if burnt else 0
        for point in points:
            when, used = point.split(":")
            burnt.append((int(when), before + int(used) / 1e6))
    return Burns(samples)


class Account:
    """Pairs recorded requests with what was sent: by connection, or, where only a back end was recorded, by time."""

    def __init__(self, exchanges, burns, recording, by_time=False):
        self.burns = burns
        self.recording = recording
        self.exchanges = exchanges
        self.charged = {exchange.name: [] for exchange in exchanges}
        self.strangers = []
        owner = self.owners_by_time() if by_time else self.owners_by_connection()
        for request in recording.requests:
            exchange = owner(request)
            (self.charged[exchange.name] if exchange else self.strangers).append(request)

    def owners_by_connection(self):
        owners = {(exchange.address, exchange.port): exchange for exchange in self.exchanges}
        return lambda request: owners.get((request.address, request.port))

    def owners_by_time(self):
        """A handler burns while its request lasts: the tightest fit is its request; if none fits, the last that began before."""
        fits = [(begin - request.first_ns + request.last_ns - end, exchange.name, index)
                for exchange, begin, end in self.spans() for index, request in enumerate(self.recording.requests)
                if request.first_ns <= begin and end <= request.last_ns]
        owners = self.assign(sorted(fits))
        late = [(begin - request.first_ns, exchange.name, index)
                for exchange, begin, _ in self.spans() for index, request in enumerate(self.recording.requests)
                if 0 <= begin - request.first_ns < LATEST_BEGIN_NS]
        owners = self.assign(sorted(late), owners)
        by_request = {id(self.recording.requests[index]): exchange for exchange in self.exchanges
                      if (index := owners.get(exchange.name)) is not None}
        return lambda request: by_request.get(id(request))

    def spans(self):
        return [(exchange, *self.burns.span_ns(exchange.name)) for exchange in self.exchanges
                if exchange.name in self.burns.samples]

    @staticmethod
    def assign(pairs, owners=None):
        """Index of a request by the name of an exchange, the best pairs first, each once."""
        owners = dict(owners or {})
        taken = set(owners.values())
        for _, name, index in pairs:
            if name not in owners and index not in taken:
                owners[name] = index
                taken.add(index)
        return owners

    def charged_ms(self, exchange):
        return sum(request.charged_ms for request in self.charged[exchange.name])

    def burnt_ms(self, exchange):
        return self.burns.burnt_ms(exchange.name)

    def attacks(self):
        return [exchange for exchange in self.exchanges if exchange.is_attack]

    def usual_ms(self):
        """What a request costs beyond what its handler burns: the median visitor's."""
        beyond = [self.charged_ms(exchange) - self.burnt_ms(exchange) for exchange in self.visits()]
        return max(0, statistics.median(beyond))

    def excesses(self):
        """What each visitor was charged with beyond what was his, in ms, and each request that nobody sent."""
        usual = self.usual_ms()
        tolerated = max(LEAST_EXCESS_MS, EXCESS_FACTOR * usual)
        beyond = [self.charged_ms(exchange) - self.burnt_ms(exchange) for exchange in self.visits()]
        return [value - usual for value in beyond if value > tolerated] + [request.charged_ms for request in self.strangers]

    def visits(self):
        return [exchange for exchange in self.exchanges if not exchange.is_attack]

    def burnt_by_attacks_ms(self):
        return sum(map(self.burnt_ms, self.attacks()))

    def found_percent(self):
        """The share of the attacks that were recorded at all."""
        return percent(sum(1 for attack in self.attacks() if self.charged[attack.name]), len(self.attacks()))

    def right_ms(self):
        return sum(min(self.charged_ms(attack), self.burnt_ms(attack)) for attack in self.attacks())

    def lag(self):
        """Of the attack that the recording followed worst: by how many ms it was behind, and what the attack burnt."""
        return max((self.lag_of(attack) for attack in self.attacks() if self.burnt_ms(attack) > 0), default=(0, 1))

    def lag_of(self, attack):
        begin, end = self.burns.span_ns(attack.name)
        behind = [self.burns.burnt_at(attack.name, when) - sum(request.charged_at(when) for request in self.charged[attack.name])
                  for when in self.snapshots_between(begin, end)]
        return max([0, *behind]), self.burnt_ms(attack)

    def snapshots_between(self, begin, end):
        """None was taken, or none held anything: the end, when all is burnt."""
        return [when for when in self.recording.snapshots_ns if begin <= when <= end] or [end]


def percent(part, whole):
    return 100 * part / whole if whole else None


def figures(account, server_cpu_ms):
    """The columns of the table."""
    attacks = account.attacks()
    burnt = account.burnt_by_attacks_ms()
    excesses = account.excesses()
    unattributed = server_cpu_ms - account.recording.charged_ms
    lag, of = account.lag()
    return {
        "burnt_ms": burnt, "charged_ms": sum(map(account.charged_ms, attacks)),
        "right_percent": percent(account.right_ms(), burnt),
        "others_largest_ms": max([0, *excesses]), "others_sum_ms": sum(excesses), "others_percent": percent(sum(excesses), burnt),
        "unattributed_ms": unattributed, "unattributed_percent": percent(unattributed, server_cpu_ms),
        "lag_ms": lag, "lag_percent": percent(lag, of), "server_cpu_ms": server_cpu_ms,
        "attacks": len(attacks), "visitors": len(account.visits()),
    }
