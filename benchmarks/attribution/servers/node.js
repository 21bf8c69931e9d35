'use strict';
// node.js WAY PORT [BACKEND]: a server that burns CPU time for GET /burn/NAME/MS: at once, after a back end's reply (on a new
// connection, or on one of a pool), in a timer's callback, in a process of a cluster, or in a worker thread.
const cluster = require('cluster');
const fs = require('fs');
const http = require('http');
const {Worker, isMainThread, parentPort} = require('worker_threads');

const SAMPLE_NS = 5e6;
const TIMER_MS = 20;
const [, , way, port, backend] = process.argv;
const log = fs.openSync(process.env.BURN_LOG, 'a');

// Of the thread that opens it; each worker thread loads this file anew.
const clock = fs.openSync('/proc/thread-self/schedstat', 'r');
const text = Buffer.alloc(64);

/** The thread's CPU time in ns. process.cpuUsage() makes the kernel count what was used since the last tick. */
function cpu() {
  process.cpuUsage();
  return parseInt(text.latin1Slice(0, fs.readSync(clock, text, 0, text.length, 0)), 10);
}

function spin() {
  let x = 0;
  for (let i = 0; i < 500000; i++) {
    x = (x * 31 + i) | 0;
  }
  return x;
}

function burn(url) {
  const [, , name, ms] = url.split('/');
  const begin = cpu();
  const samples = [];
  for (let used = 0, due = 0; used < ms * 1e6;) {
    spin();
    used = cpu() - begin;
    if (samples.length === 0 || used >= due || used >= ms * 1e6) {
      samples.push(`${process.hrtime.bigint()}:${used}`);
      due = used + SAMPLE_NS;
    }
  }
  fs.writeSync(log, `${name} ${samples.join(' ')}\n`);
}

function ask(agent, then) {
  http.get({host: '127.0.0.1', port: backend, agent}, reply => reply.resume().on('end', then));
}

function pool(count) {
  const waiting = new Map();
  const workers = Array.from({length: count}, () => new Worker(__filename, {argv: [way]}));
  let sent = 0;
  workers.forEach(worker => worker.on('message', number => {
    waiting.get(number)();
    waiting.delete(number);
  }));
  return (url, then) => {
    waiting.set(++sent, then);
    workers[sent % count].postMessage({number: sent, url});
  };
}

function handler() {
  const kept = new http.Agent({keepAlive: true});
  const fresh = new http.Agent({keepAlive: false});
  const work = (url, then) => {
    burn(url);
    then();
  };
  return {
    direct: work,
    cluster: work,
    backend: (url, then) => ask(fresh, () => work(url, then)),
    pool: (url, then) => ask(kept, () => work(url, then)),
    timer: (url, then) => setTimeout(() => work(url, then), TIMER_MS),
    worker: way === 'worker' && isMainThread ? pool(2) : null,
  }[way];
}

function serve() {
  const handle = handler();
  http.createServer((request, response) => handle(request.url, () => response.end('done\n'))).listen(port, '127.0.0.1');
}

if (!isMainThread) {
  parentPort.on('message', ({number, url}) => {
    burn(url);
    parentPort.postMessage(number);
  });
} else if (way === 'cluster' && cluster.isMaster) {
  cluster.fork();
  cluster.fork();
} else {
  serve();
}
