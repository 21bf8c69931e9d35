'use strict';

// Which pages visitors ask for.

const fs = require('fs');
const {fail} = require('./options');

// How popularity falls with rank: request number r of the ranking is asked for in proportion to 1 / r^ZIPF (Breslau et
// al., "Web Caching and Zipf-like Distributions", 1999, found 0.64 to 0.83).
const ZIPF = 0.8;

/** The URL paths in the file of --list. */
function readList(file) {
  let list;
  try {
    list = fs.readFileSync(file, 'utf8').split('\n').filter(line => line !== '');
  } catch (error) {
    return fail(`--list: ${error.message}; make-pages.js writes list.txt`, 2);
  }
  if (list.length === 0 || !list.every(line => line.startsWith('/'))) {
    fail(`--list ${file}: expected URL paths, one a line, each beginning with /`, 2);
  }
  return list;
}

/** Draws from the list, whose order it shuffles and takes as the ranking. */
class Popularity {
  constructor(list, random) {
    this.ranking = random.shuffle(list);
    this.random = random;
    let sum = 0;
    this.cumulative = this.ranking.map((_, index) => (sum += Math.exp(-ZIPF * Math.log(index + 1))));
    this.sum = sum;
  }

  draw() {
    const point = this.random.uniform() * this.sum;
    let low = 0;
    let high = this.cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cumulative[middle] < point) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return this.ranking[low];
  }
}

module.exports = {Popularity, readList};
