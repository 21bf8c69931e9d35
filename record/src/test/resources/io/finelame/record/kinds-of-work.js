'use strict';

// A server whose requests burn CPU where their path says: in the main thread, at once, in a timer's callback or after the
// reply of a back end, in that back end, in libuv's thread pool, a child process, or a process of the cluster that was started
// later; others use files, or wait.

const childProcess = require('child_process');
const cluster = require('cluster');
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');

const BURN_MS = 200;

// CPU time: on a busy machine, much less of it than of the clock's passes. It is looked at seldom: what that allocates is
// collected by other threads, for which this one waits.
function burn() {
  const begin = process.cpuUsage();
  let used;
  do {
    for (let i = 0; i < 1e6; i++) {
      Math.sqrt(i);
    }
    used = process.cpuUsage(begin);
  } while (used.user + used.system < BURN_MS * 1000);
}

function useFiles() {
  const name = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'finelame-')), 'file');
  fs.writeFileSync(name, Buffer.alloc(100000));
  fs.readFileSync(name);
  fs.unlinkSync(name);
  fs.rmdirSync(path.dirname(name));
}

function ask(path, then) {
  http.get({ port: process.env.BACK_END, path }, reply => reply.resume().on('end', then));
}

function burnAndAnswer(response) {
  burn();
  response.end('done');
}

function serve(request, response) {
  switch (request.url) {
    case '/main':
      burn();
      return response.end('done');
    case '/timer':
      return setTimeout(burnAndAnswer, 20, response);
    case '/asks':
      return ask('/', () => burnAndAnswer(response));
    case '/passes':
      return ask('/main', () => response.end('done'));
    case '/pool':
      return crypto.pbkdf2('password', 'salt', 150000, 64, 'sha512', () => response.end('done'));
    case '/child':
      childProcess.spawnSync(process.execPath, [__filename, 'burn']);
      return response.end('done');
    case '/files':
      useFiles();
      return response.end('done');
    case '/wait':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BURN_MS);
      return response.end('done');
    case '/fork':
      return process.send('fork', () => response.end('done'));
    case '/large':
      return response.end(Buffer.alloc(20000000));
    case '/hang-up':
      return response.socket.destroy();
    default:
      return response.end('done');
  }
}

if (process.argv[2] === 'burn') {
  burn();
} else if (cluster.isMaster) {
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.on('listening', (worker, address) => console.log(`listening on http://127.0.0.1:${address.port}`));
  cluster.on('message', worker => {
    cluster.fork(process.env);
    worker.disconnect();
  });
  const backEnd = http.createServer(serve).listen(0, '127.0.0.1', () => {
    process.env.BACK_END = backEnd.address().port;
    cluster.fork(process.env);
  });
} else {
  http.createServer(serve).listen(0, '127.0.0.1');
}
