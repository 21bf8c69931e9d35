'use strict';

// The legitimate visitors: requests arrive as a Poisson process and walk the list of pages, popular ones more often.

const fs = require('fs');
const http = require('http');
const path = require('path');
const exchange = require('./exchange');
const {fail, loopback, parse, target} = require('./options');
const {Popularity, readList} = require('./popularity');
const Random = require('./random');

const HOPELESS = 20;

const options = parse('client.js --list FILE [OPTION...]', {
  url: {value: 'http://127.0.0.1:3001', text: 'the server'},
  list: {value: '', text: 'file of URL paths, one a line'},
  post: {value: '', text: 'directory: POST the file that each path names in it (default: GET the path)'},
  requests: {value: 5000, min: 1, whole: true, text: 'number of requests'},
  rate: {value: 125, min: 0.1, max: 5000, text: 'mean arrivals per second'},
  concurrency: {value: 8, min: 1, max: 1000, whole: true, text: 'most requests in flight; others wait their turn'},
  timeout: {value: 10, min: 0.1, max: 600, text: 'seconds for one request'},
  'max-seconds': {value: 600, min: 1, max: 86400, text: 'seconds for all requests; the rest stays unsent'},
  source: {value: '127.0.0.1', text: 'loopback address to send from'},
  seed: {value: 1, whole: true, text: 'seed of arrivals and choice of pages'},
  'keep-alive': {value: false, text: 'reuse connections instead of one per request'},
});

/** The body to POST for each page of the list; null bodies where pages are to be asked for. */
function readBodies(list) {
  const read = page => {
    try {
      return fs.readFileSync(path.join(options.post, page));
    } catch (error) {
      return fail(`--post: ${error.message}`, 2);
    }
  };
  return new Map(list.map(page => [page, options.post === '' ? null : read(page)]));
}

if (options.rest.length > 0 || options.list === '') {
  fail(options.list === '' ? '--list is missing; --help lists the options' : `unexpected ${options.rest[0]}`, 2);
}
const server = target(options.url);
loopback('source', options.source);
const list = readList(options.list);
const bodies = readBodies(list);
const random = new Random(options.seed);
const popularity = new Popularity(list, random);
const agent = new http.Agent({keepAlive: options['keep-alive'], maxSockets: Infinity});

const began = exchange.now();
const waiting = [];
const service = [];
const response = [];
const counts = {ok: 0, errors: 0, timeouts: 0, bytes: 0};
let arrived = 0;
let inFlight = 0;
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
}

function send(arrival) {
  const sent = exchange.now();
  const request = {host: server.host, port: server.port, localAddress: options.source, agent, path: arrival.page};
  const body = bodies.get(arrival.page);
  if (body !== null) {
    Object.assign(request, {method: 'POST', headers: {'Content-Length': body.length}});
  }
  inFlight++;
  exchange.send(request, body === null ? [] : [body], 0, options.timeout, (error, answer) => {
    inFlight--;
    settle(error, answer);
    if (!error) {
      service.push(exchange.now() - sent);
      response.push(exchange.now() - arrival.time);
    }
    advance();
  });
}

function advance() {
  if (failuresInARow >= HOPELESS || exchange.now() - began > options['max-seconds'] * 1000) {
    over = true;
  }
  while (!over && waiting.length > 0 && inFlight < options.concurrency) {
    send(waiting.shift());
  }
  if (inFlight === 0 && (over || (arrived === options.requests && waiting.length === 0))) {
    end();
  }
}

// Timers tick in milliseconds: arrivals keep their exact times, and those that are due enter together.
function arrive() {
  while (arrived < options.requests && nextArrival <= exchange.now()) {
    arrived++;
    waiting.push({time: nextArrival, page: popularity.draw()});
    nextArrival += random.exponential(1000 / options.rate);
  }
  if (arrived < options.requests && !over) {
    timer = setTimeout(arrive, Math.max(0, nextArrival - exchange.now()));
  }
  advance();
}

function progress() {
  const failed = counts.errors + counts.timeouts;
  process.stderr.write(`client: ${counts.ok + failed} of ${options.requests} requests, ${failed} failed\n`);
}

function end() {
  clearTimeout(timer);
  clearInterval(reporter);
  agent.destroy();
  progress();
  const unsent = options.requests - counts.ok - counts.errors - counts.timeouts;
  const seconds = Math.round(exchange.now() - began) / 1000;
  const summary = {role: 'client', source: options.source, requests: options.requests};
  Object.assign(summary, counts, {unsent, seconds});
  summary.service_ms = exchange.quantiles(service);
  summary.response_ms = exchange.quantiles(response);
  process.stdout.write(JSON.stringify(summary) + '\n');
  if (counts.ok < options.requests) {
    process.stderr.write(`client.js: ${options.requests - counts.ok} requests failed or stayed unsent`
      + `${firstError === null ? '' : `, the first by: ${firstError}`}\n`);
    process.exitCode = 1;
  }
}

const reporter = setInterval(progress, 5000);
arrive();
