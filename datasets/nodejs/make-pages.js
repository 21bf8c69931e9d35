'use strict';

// Writes the pages that the server serves, and list.txt, their URL paths: the same bytes for the same seed and count.

const fs = require('fs');
const path = require('path');
const {fail, parse} = require('./options');
const Random = require('./random');

// Sizes in bytes: a lognormal body and a Pareto tail, the usual model of file sizes on web servers (Crovella and
// Bestavros, "Self-Similarity in World Wide Web Traffic", 1997).
const BODY_MEDIAN = 11000;
const BODY_SIGMA = 0.9;
const TAIL_SHARE = 0.05;
const TAIL_START = 60000;
const TAIL_ALPHA = 1.1;
const SMALLEST = 300;

// Mean bytes of text in an element of an XML document.
const PARAGRAPH = 250;

const WORDS = ('request server client resource memory thread kernel packet socket buffer queue process signal cache page '
  + 'fault cluster distance feature threshold model sample trace event probe stack timer clock the a of and in to is by '
  + 'for with on at each every some no').split(' ');

function size(random) {
  const bytes = random.uniform() < TAIL_SHARE
    ? TAIL_START * Math.exp(random.exponential(1 / TAIL_ALPHA))
    : BODY_MEDIAN * Math.exp(BODY_SIGMA * random.normal());
  return Math.round(Math.min(options.largest, Math.max(SMALLEST, bytes)));
}

/** ASCII text of exactly that many bytes. */
function text(random, bytes) {
  const words = [];
  let length = 0;
  while (length < bytes) {
    const word = WORDS[random.below(WORDS.length)];
    words.push(word);
    length += word.length + 1;
  }
  return words.join(' ').padEnd(bytes).slice(0, bytes);
}

// Pages are windows on one long text: making up every page word by word would take many times as long.
function page(title, bytes, random, store) {
  const head = `<!DOCTYPE html>\n<title>${title}</title>\n<p>`;
  const tail = '</p>\n';
  const length = bytes - head.length - tail.length;
  const start = random.below(store.length - length);
  return head + store.slice(start, start + length) + tail;
}

// Sections of paragraphs, each with a number, which makes distinct words as names and figures do in real documents.
function document(title, bytes, random, store) {
  const parts = [`<?xml version="1.0"?>\n<document>\n<title>${title}</title>\n<section>\n`];
  let length = parts[0].length;
  while (length < bytes) {
    const words = Math.round(random.exponential(PARAGRAPH));
    const start = random.below(store.length - words);
    const part = random.uniform() < 0.1 ? '</section>\n<section>\n'
      : `<p>${random.below(1e6)} ${store.slice(start, start + words)}</p>\n`;
    parts.push(part);
    length += part.length;
  }
  return parts.join('') + '</section>\n</document>\n';
}

function write(directory, count, seed) {
  const random = new Random(seed);
  const store = text(random, 2 * options.largest);
  const [make, extension] = options.xml ? [document, '.xml'] : [page, '.html'];
  const list = [];
  for (let i = 1; i <= count; i++) {
    const name = `page-${String(i).padStart(5, '0')}`;
    fs.writeFileSync(path.join(directory, name + extension), make(name, size(random), random, store));
    list.push(`/${name}${extension}\n`);
  }
  fs.writeFileSync(path.join(directory, 'list.txt'), list.join(''));
}

function remove(directory) {
  fs.readdirSync(directory).forEach(name => fs.unlinkSync(path.join(directory, name)));
  fs.rmdirSync(directory);
}

const options = parse('make-pages.js DIRECTORY [OPTION...]', {
  count: {value: 3000, min: 1, max: 99999, whole: true, text: 'number of pages'},
  seed: {value: 1, whole: true, text: 'seed of sizes and contents'},
  largest: {value: 2000000, min: 100000, max: 1e7, whole: true, text: 'bytes where the tail of sizes is cut'},
  xml: {value: false, text: 'XML documents instead of HTML pages, of about the same sizes'},
});
if (options.rest.length !== 1) {
  fail('expected one directory; --help shows the usage', 2);
}
const directory = path.resolve(options.rest[0]);
if (fs.existsSync(directory) && !(fs.statSync(directory).isDirectory() && fs.readdirSync(directory).length === 0)) {
  fail(`${options.rest[0]} exists and is not an empty directory; name another or remove it`, 2);
}
const partial = `${directory}.partial-${process.pid}`;
try {
  fs.mkdirSync(partial, {recursive: true});
  write(partial, options.count, options.seed);
  fs.renameSync(partial, directory);
} catch (error) {
  if (fs.existsSync(partial)) {
    remove(partial);
  }
  fail(error.message, 1);
}
