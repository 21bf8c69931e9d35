'use strict';

// An a belongs to the inner or to the outer repetition: for n of them before a character that doesn't match, V8's
// backtracking tries all 2^(n-1) ways to divide them.
const CATASTROPHIC = /^(a+)+$/;

/** Tests every input: the costs of several add up. */
function matches(inputs) {
  return inputs.map(input => CATASTROPHIC.test(input)).every(Boolean);
}

/** The input whose cost doubles with each unit of length. */
function hostile(length) {
  return 'a'.repeat(length) + '!';
}

module.exports = {hostile, matches};
