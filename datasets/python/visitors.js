'use strict';

// The legitimate visitors: they arrive as a Poisson process, and each looks at pages, searches and logs in on a
// connection of his own, with time to think between one request and the next.

const http = require('http');
const exchange = require('../nodejs/exchange');
const {fail, loopback, parse, target} = require('../nodejs/options');
const {Popularity, readList} = require('../nodejs/popularity');
const Random = require('../nodejs/random');

const HOPELESS = 20;
const SEARCH_SHARE = 0.15;
const LOGIN_SHARE = 0.1;
// Of those who log in: who mistypes, and whose network is so bad that the form comes in pieces.
const TYPING_ERROR_SHARE = 0.05;
const SLOW_SHARE = 0.25;
const SLOW_PIECES = 6;
const SLOW_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 400;
// How many results a search asks for: most are content with the first few.
const LIMITS = [10, 10, 10, 10, 20, 20, 50, 100];
const WORDS = ('request server client resource memory thread kernel packet socket buffer queue process signal cache '
  + 'page fault cluster distance feature threshold model sample trace event probe stack timer clock').split(' ');

const options = parse('visitors.js --list FILE [OPTION...]', {
  url: {value: 'http://127.0.0.1:3002', text: 'the server'},
  list: {value: '', text: 'file of URL paths, one a line'},
  requests: {value: 4200, min: 1, whole: true, text: 'number of requests'},
  rate: {value: 70, min: 0.1, max: 5000, text: 'mean requests per second'},
  'per-visit': {value: 5, min: 1, max: 1000, whole: true, text: 'requests on one connection: 1 to this many'},
  'think-ms': {value: 500, text: 'mean milliseconds from an answer to the next request of a visit'},
  visitors: {value: 200, min: 1, max: 1000, whole: true, text: 'most visitors at a time; others wait their turn'},
  timeout: {value: 20, min: 0.1, max: 600, text: 'seconds for one request'},
  'max-seconds': {value: 600, min: 1, max: 86400, text: 'seconds for all requests; the rest stays unsent'},
  source: {value: '127.0.0.1', text: 'loopback address to send from'},
  seed: {value: 1, whole: true, text: 'seed of arrivals and of what visitors do'},
});
if (options.rest.length > 0 || options.list === '') {
  fail(options.list === '' ? '--list is missing; --help lists the options' : `unexpected ${options.rest[0]}`, 2);
}
const server = target(options.url);
loopback('source', options.source);
const random = new Random(options.seed);
const popularity = new Popularity(readList(options.list), random);

function word() {
  return WORDS[random.below(WORDS.length)];
}

function search() {
  const words = Array.from({length: 1 + random.below(3)}, word);
  return {method: 'GET', path: `/search?q=${words.join('+')}&limit=${LIMITS[random.below(LIMITS.length)]}`, pieces: []};
}

/** The text in so many pieces. */
function cut(text, count) {
  const length = Math.ceil(text.length / count);
  return Array.from({length: count}, (_, i) => text.slice(i * length, (i + 1) * length));
}

function login() {
  const name = word();
  const host = `@${word()}.example`;
  const email = random.uniform() < TYPING_ERROR_SHARE ? name : `${name}.${word()}${host}`;
  const form = `email=${encodeURIComponent(email)}&password=${word()}${random.below(1e6)}`;
  const slow = random.uniform() < SLOW_SHARE;
  return {
    method: 'POST',
    path: '/login',
    pieces: slow ? cut(form, 2 + random.below(SLOW_PIECES - 1)) : [form],
    pause: slow ? Math.min(LONGEST_PAUSE_MS, random.exponential(SLOW_PAUSE_MS)) : 0,
    length: form.length,
  };
}

function request() {
  const kind = random.uniform();
  if (kind < LOGIN_SHARE) {
    return login();
  }
  return kind < LOGIN_SHARE + SEARCH_SHARE ? search() : {method: 'GET', path: popularity.draw(), pieces: []};
}

/** A whole visit is drawn when the visitor arrives: what visitors do doesn't depend on how fast they are served. */
function visit(most) {
  const length = Math.min(most, 1 + random.below(options['per-visit']));
  return Array.from({length}, () => Object.assign(request(), {think: random.exponential(options['think-ms'])}));
}

const began = exchange.now();
const service = [];
const waiting = [];
const counts = {ok: 0, errors: 0, timeouts: 0, bytes: 0, visits: 0};
let planned = 0;
let present = 0;
let failuresInARow = 0;
let firstError = null;
let nextArrival = began;
let over = false;
let timer = null;

function settle(error, body) {
  if (!error) {
    counts.ok++;
    counts.bytes += body.length;
    failuresInARow = 0;
    return;
  }
  counts[error.code === 'TIMEOUT' ? 'timeouts' : 'errors']++;
  firstError = firstError || error.message;
  failuresInARow++;
  over = over || failuresInARow >= HOPELESS;
}

function begin(requests) {
  const agent = new http.Agent({keepAlive: true, maxSockets: 1});
  present++;
  counts.visits++;
  step(requests, 0, agent);
}

function step(requests, index, agent) {
  if (over || index === requests.length) {
    agent.destroy();
    present--;
    advance();
    return;
  }
  const {method, path, pieces, pause, length, think} = requests[index];
  const headers = length === undefined ? {} : {'Content-Length': length};
  const {host, port} = server;
  const sent = exchange.now();
  const message = {host, port, localAddress: options.source, agent, method, path, headers};
  exchange.send(message, pieces, pause, options.timeout, (error, body) => {
    settle(error, body);
    if (!error) {
      service.push(exchange.now() - sent);
    }
    // After the last answer there is nothing to think about.
    setTimeout(step, index + 1 === requests.length ? 0 : think, requests, index + 1, agent);
  });
}

function advance() {
  over = over || exchange.now() - began > options['max-seconds'] * 1000;
  while (!over && waiting.length > 0 && present < options.visitors) {
    begin(waiting.shift());
  }
  if (present === 0 && (over || (planned === options.requests && waiting.length === 0))) {
    end();
  }
}

// Timers tick in milliseconds: arrivals keep their exact times, and those that are due enter together.
function arrive() {
  while (planned < options.requests && nextArrival <= exchange.now()) {
    const requests = visit(options.requests - planned);
    planned += requests.length;
    waiting.push(requests);
    nextArrival += random.exponential(1000 * (1 + options['per-visit']) / 2 / options.rate);
  }
  if (planned < options.requests && !over) {
    timer = setTimeout(arrive, Math.max(0, nextArrival - exchange.now()));
  }
  advance();
}

function progress() {
  const failed = counts.errors + counts.timeouts;
  process.stderr.write(`visitors: ${counts.ok + failed} of ${options.requests} requests, ${failed} failed\n`);
}

function end() {
  clearTimeout(timer);
  clearInterval(reporter);
  progress();
  const unsent = options.requests - counts.ok - counts.errors - counts.timeouts;
  const seconds = Math.round(exchange.now() - began) / 1000;
  const summary = {role: 'visitors', source: options.source, requests: options.requests};
  Object.assign(summary, counts, {unsent, seconds, service_ms: exchange.quantiles(service)});
  process.stdout.write(JSON.stringify(summary) + '\n');
  if (counts.ok < options.requests) {
    process.stderr.write(`visitors.js: ${options.requests - counts.ok} requests failed or stayed unsent`
      + `${firstError === null ? '' : `, the first by: ${firstError}`}\n`);
    process.exitCode = 1;
  }
}

const reporter = setInterval(progress, 5000);
arrive();
