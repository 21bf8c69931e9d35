'use strict';

// Legitimate visitors whose requests take their time: they write comments, and some have a bad network, over which
// requests arrive in pieces. Those who only read, at full speed, are client.js of ../nodejs.

const fs = require('fs');
const exchange = require('../nodejs/exchange');
const {fail, loopback, parse, target} = require('../nodejs/options');
const Random = require('../nodejs/random');
const {send} = require('./pieces');

const HOPELESS = 20;
const COMMENT_SHARE = 0.5;
const SLOW_SHARE = 0.5;
const MOST_PIECES = 6;
const PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 400;
// Words of a comment: lognormal, like the lengths of texts that people write.
const WORDS_MEDIAN = 30;
const WORDS_SIGMA = 1;
const MOST_WORDS = 1000;
const WORDS = ('request server client resource memory thread kernel packet socket buffer queue process signal cache '
  + 'page fault cluster distance feature threshold model sample trace event probe stack timer clock').split(' ');

const options = parse('visitors.js --list FILE [OPTION...]', {
  url: {value: 'http://127.0.0.1:3003', text: 'the server'},
  list: {value: '', text: 'file of URL paths, one a line'},
  requests: {value: 600, min: 1, whole: true, text: 'number of requests'},
  rate: {value: 10, min: 0.1, max: 1000, text: 'mean arrivals per second'},
  timeout: {value: 20, min: 0.1, max: 600, text: 'seconds for one request'},
  source: {value: '127.0.0.1', text: 'loopback address to send from'},
  seed: {value: 1, whole: true, text: 'seed of arrivals and requests'},
});
if (options.rest.length > 0 || options.list === '') {
  fail(options.list === '' ? '--list is missing; --help lists the options' : `unexpected ${options.rest[0]}`, 2);
}
const server = target(options.url);
loopback('source', options.source);
const random = new Random(options.seed);
const list = readList(options.list);

function readList(file) {
  try {
    return fs.readFileSync(file, 'utf8').split('\n').filter(line => line !== '');
  } catch (error) {
    return fail(`--list: ${error.message}; make-pages.js writes list.txt`, 2);
  }
}

function word() {
  return WORDS[random.below(WORDS.length)];
}

function head(line, more) {
  return [line, 'Host: server', 'Accept: text/html,text/plain', 'Accept-Language: en',
    `Referer: http://www.${word()}.example/${word()}`, 'Connection: close'].concat(more, '', '').join('\r\n');
}

function page() {
  return head(`GET ${list[random.below(list.length)]} HTTP/1.1`, []);
}

function comment() {
  const count = Math.ceil(Math.min(MOST_WORDS, WORDS_MEDIAN * Math.exp(WORDS_SIGMA * random.normal())));
  const form = `name=${word()}&text=${Array.from({length: count}, word).join('+')}`;
  return head('POST /comment HTTP/1.1', ['Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${form.length}`]) + form;
}

/** The text in so many pieces, cut anywhere. */
function cut(text, count) {
  const length = Math.ceil(text.length / count);
  return Array.from({length: count}, (_, i) => text.slice(i * length, (i + 1) * length));
}

function request() {
  const text = random.uniform() < COMMENT_SHARE ? comment() : page();
  const count = random.uniform() < SLOW_SHARE ? 2 + random.below(MOST_PIECES - 1) : 1;
  const mean = random.exponential(PAUSE_MS);
  return cut(text, count).map((piece, index) =>
    ({text: piece, pause: index === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, random.exponential(mean))}));
}

const began = exchange.now();
const service = [];
const counts = {ok: 0, errors: 0, timeouts: 0, bytes: 0};
let sent = 0;
let inFlight = 0;
let failuresInARow = 0;
let firstError = null;

function begin(pieces) {
  const start = exchange.now();
  inFlight++;
  send(server, options.source, pieces, options.timeout, (error, body) => {
    inFlight--;
    if (error) {
      counts[error.code === 'TIMEOUT' ? 'timeouts' : 'errors']++;
      firstError = firstError || error.message;
      failuresInARow++;
    } else {
      counts.ok++;
      counts.bytes += body.length;
      failuresInARow = 0;
      service.push(exchange.now() - start);
    }
    if (inFlight === 0 && (sent === options.requests || failuresInARow >= HOPELESS)) {
      end();
    }
  });
}

// Everything about a request is drawn before it is due: what visitors do doesn't depend on how fast they are served.
function plan(due) {
  const pieces = request();
  setTimeout(() => {
    if (failuresInARow >= HOPELESS) {
      return;
    }
    sent++;
    begin(pieces);
    if (sent < options.requests) {
      plan(due + random.exponential(1000 / options.rate));
    }
  }, Math.max(0, due - exchange.now()));
}

function end() {
  const summary = {role: 'visitors', source: options.source, requests: options.requests};
  Object.assign(summary, counts, {unsent: options.requests - sent, seconds: Math.round(exchange.now() - began) / 1000});
  summary.service_ms = exchange.quantiles(service);
  process.stdout.write(JSON.stringify(summary) + '\n');
  if (counts.ok < options.requests) {
    process.stderr.write(`visitors.js: ${options.requests - counts.ok} requests failed or stayed unsent, the first by: `
      + `${firstError}\n`);
    process.exitCode = 1;
  }
}

plan(began);
