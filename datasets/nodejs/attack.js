'use strict';

// The attacker: requests whose input makes the server's regular expression backtrack for a chosen CPU time.

const exchange = require('./exchange');
const {fail, loopback, parse, target} = require('./options');
const Random = require('./random');
const redos = require('./redos');

// Costs spread evenly on a logarithmic scale between these multiples of --seconds-each.
const CHEAPEST = 0.5;
const DEAREST = 2.5;
const CALIBRATION_MS = 40;
// A request combines inputs whose costs are powers of two, like the digits of a binary number.
const DIGITS = 5;

const options = parse('attack.js [OPTION...]', {
  url: {value: 'http://127.0.0.1:3001', text: 'the server'},
  requests: {value: 20, max: 1000, whole: true, text: 'number of requests'},
  'seconds-each': {value: 0.6, min: 0.01, max: 10, text: 'CPU seconds a request costs, spread from half to 2.5 times'},
  'interval-ms': {value: 1350, text: 'mean milliseconds from one request to the next'},
  'recovery-ms': {value: 200, text: 'least milliseconds from an answer to the next request'},
  overlap: {value: false, text: 'send at the interval even where the last request is unanswered'},
  delay: {value: 0, max: 3600, text: 'seconds before the first request'},
  timeout: {value: 60, min: 1, max: 600, text: 'seconds for one request'},
  source: {value: '127.0.0.66', text: 'loopback address to send from'},
  seed: {value: 1, whole: true, text: 'seed of times and order of costs'},
});
if (options.rest.length > 0) {
  fail(`unexpected ${options.rest[0]}; --help lists the options`, 2);
}
const server = target(options.url);
loopback('source', options.source);

function milliseconds(length) {
  const start = exchange.now();
  redos.matches([redos.hostile(length)]);
  return exchange.now() - start;
}

/** The cost in milliseconds of a hostile input of length 0, extrapolated from one that takes long enough to time. */
function calibrate() {
  let length = 10;
  while (milliseconds(length) < CALIBRATION_MS) {
    length++;
  }
  return Math.min(milliseconds(length), milliseconds(length), milliseconds(length)) / 2 ** length;
}

/** Inputs that together cost that many milliseconds, the cheapest first. */
function inputs(cost, unit) {
  const chosen = [];
  let units = Math.round(cost / unit);
  for (let digit = 0; digit < DIGITS && units >= 1; digit++) {
    const length = Math.floor(Math.log2(units));
    chosen.unshift(redos.hostile(length));
    units -= 2 ** length;
  }
  // V8 interprets a regular expression's first use and compiles it for the next: the first use must be a cheap one.
  return [redos.hostile(1)].concat(chosen);
}

function spread(count, random) {
  const step = Math.log(DEAREST / CHEAPEST) / Math.max(1, count - 1);
  return random.shuffle(Array.from({length: count}, (_, index) =>
    1000 * options['seconds-each'] * CHEAPEST * Math.exp(index * step)));
}

const began = exchange.now();
const random = new Random(options.seed);
const costs = spread(options.requests, random);
const unit = calibrate();
const latencies = [];
const counts = {ok: 0, errors: 0, timeouts: 0};
let firstError = null;
let sent = 0;

function settle(error, body) {
  const origin = error ? null : JSON.parse(body).origin_ip;
  if (!error && origin !== options.source) {
    error = new Error(`the server saw ${origin} as the source`);
  }
  if (!error) {
    counts.ok++;
    return;
  }
  counts[error.code === 'TIMEOUT' ? 'timeouts' : 'errors']++;
  firstError = firstError || error.message;
}

function end() {
  const seconds = Math.round(exchange.now() - began) / 1000;
  const summary = Object.assign({role: 'attacker', source: options.source, requests: options.requests}, counts, {seconds});
  summary.cost_ms = exchange.quantiles(costs);
  summary.latency_ms = exchange.quantiles(latencies);
  process.stdout.write(JSON.stringify(summary) + '\n');
  if (counts.ok < options.requests) {
    process.stderr.write(`attack.js: ${options.requests - counts.ok} requests failed, the first by: ${firstError}\n`);
    process.exitCode = 1;
  }
}

// At even intervals every request would meet the recorder's snapshots, which are evenly spaced too, at the same point of
// its life.
function late() {
  return random.uniform() * options['interval-ms'] / 4;
}

function plan(due) {
  setTimeout(send, Math.max(0, due + late() - exchange.now()), due);
}

function send(due) {
  const start = exchange.now();
  const query = inputs(costs[sent++], unit).map(input => `input=${encodeURIComponent(input)}`).join('&');
  const request = {host: server.host, port: server.port, localAddress: options.source, agent: false, path: `/redos?${query}`};
  const next = due + options['interval-ms'];
  if (options.overlap && sent < options.requests) {
    plan(next);
  }
  exchange.get(request, options.timeout, (error, body) => {
    latencies.push(exchange.now() - start);
    settle(error, body);
    process.stderr.write(`attacker: ${latencies.length} of ${options.requests} requests, ${latencies.length - counts.ok} failed\n`);
    if (latencies.length === options.requests) {
      end();
    } else if (!options.overlap) {
      // A late request doesn't push back those after it: the next is due at its own time, if the server has recovered.
      setTimeout(send, Math.max(options['recovery-ms'], next + late() - exchange.now()), next);
    }
  });
}

if (options.requests === 0) {
  end();
} else {
  plan(began + options.delay * 1000);
}
