'use strict';

const http = require('http');

/**
 * One request, whose body is sent in pieces, `pause` milliseconds after one another (none: no body). Calls
 * done(error, body) once: with the whole body of a 200, or with an error, whose `code` is 'TIMEOUT' where the answer
 * wasn't complete after `timeout` seconds.
 */
function send(request, pieces, pause, timeout, done) {
  let open = true;
  const finish = (error, body) => {
    if (open) {
      open = false;
      clearTimeout(timer);
      done(error, body);
    }
  };
  const exchange = http.request(request, response => {
    const parts = [];
    response.on('data', part => parts.push(part));
    response.on('error', finish);
    response.on('end', () => {
      if (!response.complete) {
        finish(new Error(`${request.path}: the answer was cut short`));
      } else if (response.statusCode !== 200) {
        finish(new Error(`${request.path}: status ${response.statusCode}`));
      } else {
        // A kept connection is free for the next request only after this event.
        setImmediate(finish, null, Buffer.concat(parts));
      }
    });
  });
  exchange.on('error', finish);
  const timer = setTimeout(() => {
    finish(Object.assign(new Error(`${request.path}: no answer within ${timeout} s`), {code: 'TIMEOUT'}));
    exchange.destroy();
  }, timeout * 1000);
  const write = index => {
    if (!open) {
      return;
    }
    if (index >= pieces.length - 1) {
      exchange.end(pieces[index]);
    } else {
      exchange.write(pieces[index]);
      setTimeout(write, pause, index + 1);
    }
  };
  write(0);
}

/** One GET request: send() without a body. */
function get(request, timeout, done) {
  send(request, [], 0, timeout, done);
}

/** Milliseconds on a clock that never jumps. */
function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Quantiles of the values (the nearest-rank definition), rounded to 0.01. */
function quantiles(values) {
  const sorted = Float64Array.from(values).sort();
  const at = share => Math.round(100 * sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]) / 100;
  return sorted.length === 0 ? null : {p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1)};
}

module.exports = {get, now, quantiles, send};
