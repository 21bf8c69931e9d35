'use strict';

// Requests that don't come in one piece. Node's own HTTP client sends a whole header at once.

const net = require('net');

/**
 * Sends the pieces of one HTTP request, each its `pause` (milliseconds) after the one before, over a connection of its
 * own. Calls done(error, body) once: with the whole body of a 200, or with an error, whose `code` is 'TIMEOUT' where
 * the answer wasn't complete after `timeout` seconds. The request must ask for the connection to be closed.
 */
function send(server, source, pieces, timeout, done) {
  const parts = [];
  let open = true;
  let timer = null;
  const socket = net.connect({host: server.host, port: server.port, localAddress: source});
  const finish = (error, body) => {
    if (open) {
      open = false;
      clearTimeout(timer);
      clearTimeout(limit);
      socket.destroy();
      done(error, body);
    }
  };
  const limit = setTimeout(() => {
    finish(Object.assign(new Error(`no answer within ${timeout} s`), {code: 'TIMEOUT'}));
  }, timeout * 1000);
  const write = index => {
    socket.write(pieces[index].text);
    plan(index + 1);
  };
  const plan = index => {
    if (open && index < pieces.length) {
      timer = setTimeout(write, pieces[index].pause, index);
    }
  };
  socket.setNoDelay(true);
  socket.on('connect', () => plan(0));
  socket.on('error', finish);
  socket.on('data', part => parts.push(part));
  socket.on('end', () => answer(Buffer.concat(parts), finish));
}

function answer(message, finish) {
  const end = message.indexOf('\r\n\r\n');
  const head = message.slice(0, Math.max(0, end)).toString('latin1');
  const status = /^HTTP\/1\.[01] (\d{3}) /.exec(head);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  const body = message.slice(end + 4);
  if (status === null) {
    finish(new Error('the connection was closed without an answer'));
  } else if (status[1] !== '200') {
    finish(new Error(`status ${status[1]}`));
  } else if (length !== null && Number(length[1]) !== body.length) {
    finish(new Error('the answer was cut short'));
  } else {
    finish(null, body);
  }
}

module.exports = {send};
