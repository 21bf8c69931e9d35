"""Visitors and attackers of a recording, planned before it begins from a seed."""
import dataclasses
import random
import threading
import time

import attacks
from exchange import Connection, Request

REQUESTS_PER_SECOND = 42
REQUESTS_PER_VISIT = 2.0
THINK_S = 0.15
# A visitor's pages cost about as much as a typical one; some a few times as much.
SIGMA = 0.6
POISON_SEVERITIES = (20, 50)
VISITORS, ATTACKERS, POISONERS = 1, 66, 67
VISITORS_NETWORK, POISONERS_NETWORK = f"127.{VISITORS}.0.0/16", f"127.{POISONERS}.0.0/16"


@dataclasses.dataclass(frozen=True)
class Schedule:
    """Seconds of train time and in all, and the attacks after the train time."""
    train_s: float
    total_s: float
    attacks: int


FULL = Schedule(20, 61, 40)
# To try a set-up.
BRIEF = Schedule(4, 14, 8)


@dataclasses.dataclass
class Visit:
    """A connection: when it begins, from where, and its requests with the pauses before them."""
    at: float
    address: str
    requests: list
    receive_buffer: int = 0
    failed: str = ""


class Plan:
    """What a recipe's visitors and attackers will send."""

    def __init__(self, recipe, schedule, page_items, sizes, seed):
        self.recipe = recipe
        self.schedule = schedule
        self.page_items = page_items
        self.sizes = sizes
        self.random = random.Random(seed)

    def visits(self):
        planned, now = [], 0.0
        while now < self.schedule.total_s:
            rate = REQUESTS_PER_SECOND / REQUESTS_PER_VISIT
            crowd = self.recipe.crowd
            now += self.random.expovariate(rate * (self.recipe.crowd_factor if crowd and crowd[0] <= now < crowd[1] else 1))
            planned.append(self.visit(now))
        return planned

    def visit(self, at):
        count = 1
        while count < 8 and self.random.random() < 1 - 1 / REQUESTS_PER_VISIT:
            count += 1
        requests = [(0.0 if number == 0 else self.random.expovariate(1 / THINK_S), self.request(at)) for number in range(count)]
        return Visit(at, f"127.{VISITORS}.{self.random.randrange(4)}.{self.random.randrange(1, 250)}", requests)

    def request(self, at):
        draw = self.random.random()
        if draw < self.recipe.reports:
            # A Pareto tail, cut off.
            request = self.page(min(3 * self.random.paretovariate(1.2), self.recipe.longest_report))
        elif draw < self.recipe.reports + 0.04:
            request = attacks.post("/upload", self.random.randbytes(int(self.random.lognormvariate(10, 1.2))),
                                   "application/octet-stream")
        elif draw < self.recipe.reports + 0.24:
            request = self.recipe.use(self.random)
        else:
            new = self.recipe.drift is not None and at >= self.recipe.drift and self.random.random() < 0.1
            request = self.page(self.random.lognormvariate(0, SIGMA) + (self.recipe.new_page if new else 0))
        if self.random.random() < self.recipe.slow_visitors:
            return dataclasses.replace(request, pieces=self.random.randrange(2, 6), seconds=self.random.uniform(0.1, 2))
        return request

    def page(self, cost):
        return Request(f"/page?n={max(1, int(cost * self.page_items))}")

    def attacks(self):
        """After the train time, a second apart but for chance; severities in turns, in an order drawn."""
        begin = self.schedule.train_s + 1
        kinds = list(self.recipe.severities if self.recipe.attack else attacks.SLOW_KINDS)
        drawn = [kinds[number % len(kinds)] for number in range(self.schedule.attacks)]
        self.random.shuffle(drawn)
        step = (self.schedule.total_s - begin - 1) / self.schedule.attacks
        return [self.attack(begin + (number + self.random.uniform(0, 0.6)) * step, ATTACKERS, kinds.index(kind), kind)
                for number, kind in enumerate(drawn)]

    def poison(self):
        count = round(self.recipe.poison * REQUESTS_PER_SECOND * self.schedule.train_s)
        times = sorted(self.random.uniform(1, self.schedule.train_s - 1) for _ in range(count))
        return [self.attack(at, POISONERS, 0, POISON_SEVERITIES[number % len(POISON_SEVERITIES)])
                for number, at in enumerate(times)]

    def attack(self, at, network, index, kind):
        if self.recipe.attack:
            request = self.recipe.attack.request(self.sizes[kind])
        else:
            request = attacks.slow(kind, self.random.uniform(4, 9), self.random)
        buffer = 4096 if request.read_bytes else 0
        return Visit(at, f"127.{network}.{index}.{self.random.randrange(1, 250)}", [(0.0, request)], buffer)

    def networks(self):
        """Where the attacks of each severity or kind come from."""
        kinds = self.recipe.severities if self.recipe.attack else attacks.SLOW_KINDS
        return {kind: f"127.{ATTACKERS}.{index}.0/24" for index, kind in enumerate(kinds)}


def carry_out(visit, port):
    try:
        connection, kept = None, False
        try:
            for pause, request in visit.requests:
                time.sleep(pause)
                if not kept:
                    if connection:
                        connection.socket.close()
                    connection = Connection(port, visit.address, visit.receive_buffer)
                status, kept = connection.exchange(request)
                if status >= 400 and not visit.address.startswith((f"127.{ATTACKERS}.", f"127.{POISONERS}.")):
                    raise ConnectionError(f"{request.method} {request.path[:40]}: status {status}")
        finally:
            if connection:
                connection.socket.close()
    except OSError as error:
        visit.failed = str(error) or type(error).__name__


def send(visits, port):
    """Each at its time, whether those before it were answered or not; comes back after the last answer."""
    begin, threads = time.monotonic(), []
    for visit in sorted(visits, key=lambda visit: visit.at):
        time.sleep(max(0.0, begin + visit.at - time.monotonic()))
        thread = threading.Thread(target=carry_out, args=(visit, port), daemon=True)
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
