'use strict';

/** Ends the process with one line on stderr; status 2 is wrong usage or input, 1 a failure while running. */
function fail(message, status) {
  process.stderr.write(`${script()}: ${message}\n`);
  process.exit(status);
}

function script() {
  return require('path').basename(process.argv[1]);
}

function value(name, option, text) {
  if (text === undefined) {
    fail(`--${name} needs a value; --help lists the options`, 2);
  }
  if (typeof option.value === 'string') {
    return text;
  }
  const number = Number(text);
  const min = option.min === undefined ? 0 : option.min;
  const max = option.max === undefined ? 1e6 : option.max;
  const kind = option.whole ? 'a whole number' : 'a number';
  if (text.trim() === '' || !(number >= min && number <= max) || (option.whole && !Number.isInteger(number))) {
    fail(`--${name} ${text}: expected ${kind} from ${min} to ${max}`, 2);
  }
  return number;
}

function help(usage, options) {
  const lines = Object.keys(options).map(name => {
    const initial = options[name].value;
    const shown = initial === '' || initial === false ? '' : ` (default ${initial})`;
    return `  --${name.padEnd(14)} ${options[name].text}${shown}`;
  });
  process.stdout.write(`Usage: ${usage}\n\n${lines.join('\n')}\n`);
  process.exit(0);
}

/**
 * Reads the command line. Each option has a default `value`, whose type is the option's type (false: a flag), a `text`
 * for --help and, for numbers, `min`, `max` (default 0 to 1,000,000) and `whole`. Answers the values by option name,
 * and the words that belong to no option as `rest`.
 */
function parse(usage, options) {
  const values = {rest: []};
  Object.keys(options).forEach(name => {
    values[name] = options[name].value;
  });
  const words = process.argv.slice(2);
  while (words.length > 0) {
    const word = words.shift();
    const name = word.slice(2);
    if (word === '--help' || word === '-h') {
      help(usage, options);
    } else if (!word.startsWith('-')) {
      values.rest.push(word);
    } else if (!word.startsWith('--') || !Object.prototype.hasOwnProperty.call(options, name)) {
      fail(`unknown option ${word}; --help lists the options`, 2);
    } else {
      values[name] = options[name].value === false ? true : value(name, options[name], words.shift());
    }
  }
  return values;
}

/** Answers the address if it is an IPv4 loopback address: these scripts send load nowhere else. */
function loopback(name, address) {
  if (!/^127(\.\d{1,3}){3}$/.test(address)) {
    fail(`--${name} ${address}: expected a loopback address, 127.x.x.x`, 2);
  }
  return address;
}

/** Answers host and port of an http URL on loopback. */
function target(text) {
  const parts = /^http:\/\/([^/:]+):(\d{1,5})\/?$/.exec(text);
  if (parts === null) {
    fail(`--url ${text}: expected http://127.x.x.x:PORT`, 2);
  }
  return {host: loopback('url', parts[1]), port: Number(parts[2])};
}

module.exports = {fail, loopback, parse, target};
