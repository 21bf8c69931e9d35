'use strict';

// The application under attack: it serves the files of a directory, and /redos matches the visitor's input against a
// catastrophic regular expression.

const fs = require('fs');
const http = require('http');
const path = require('path');
const {fail, loopback, parse} = require('./options');
const redos = require('./redos');

const TYPES = {'.html': 'text/html; charset=utf-8', '.txt': 'text/plain; charset=utf-8'};

const options = parse('server.js [OPTION...]', {
  port: {value: 3001, max: 65535, whole: true, text: 'port to listen on; 0 takes any free one'},
  host: {value: '127.0.0.1', text: 'loopback address to listen on'},
  pages: {value: '.', text: 'directory to serve'},
});
if (options.rest.length > 0) {
  fail(`unexpected ${options.rest[0]}; --help lists the options`, 2);
}
loopback('host', options.host);
const root = path.resolve(options.pages);
if (!fs.existsSync(root) || !fs.statSync(root).isDirectory()) {
  fail(`--pages ${options.pages}: no such directory; make-pages.js makes one`, 2);
}

function answer(response, status, type, body) {
  response.writeHead(status, {'Content-Type': type, 'Content-Length': Buffer.byteLength(body)});
  response.end(body);
}

function refuse(response, status) {
  answer(response, status, TYPES['.txt'], http.STATUS_CODES[status] + '\n');
}

/** The file that a decoded URL path names, or null where that lies outside the pages. */
function locate(name) {
  const file = path.join(root, name);
  return file.startsWith(root + path.sep) && !file.includes('\0') ? file : null;
}

function servePage(name, response) {
  const file = locate(name);
  if (file === null) {
    refuse(response, 404);
    return;
  }
  fs.readFile(file, (error, body) => {
    if (error) {
      refuse(response, 404);
    } else {
      answer(response, 200, TYPES[path.extname(file)] || 'application/octet-stream', body);
    }
  });
}

// The answer names the address the request came from, by which the attacker checks that it is the one in labels.csv.
function serveMatch(inputs, request, response) {
  const body = {matches: redos.matches(inputs), origin_ip: request.socket.remoteAddress};
  answer(response, 200, 'application/json', JSON.stringify(body) + '\n');
}

function serve(request, response) {
  let url;
  let name;
  try {
    url = new URL('http://server' + request.url);
    name = decodeURIComponent(url.pathname);
  } catch (error) {
    refuse(response, 400);
    return;
  }
  if (request.method !== 'GET') {
    refuse(response, 405);
  } else if (name === '/redos') {
    serveMatch(url.searchParams.getAll('input'), request, response);
  } else {
    servePage(name, response);
  }
}

const server = http.createServer(serve);
const connections = new Set();

server.on('connection', socket => {
  connections.add(socket);
  socket.on('close', () => connections.delete(socket));
});

server.on('error', error => {
  const taken = error.code === 'EADDRINUSE';
  fail(taken ? `port ${options.port} is taken; choose another with --port` : error.message, 1);
});

server.listen(options.port, options.host, () => {
  process.stdout.write(`listening on http://${options.host}:${server.address().port}\n`);
});

function stop() {
  server.close(() => process.exit(0));
  connections.forEach(socket => socket.destroy());
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
