'use strict';

/**
 * Seeded random numbers: xorshift32 (Marsaglia, "Xorshift RNGs", 2003). The same seed gives the same numbers on every
 * version of Node.js.
 */
class Random {
  constructor(seed) {
    // Small seeds differ in few bits: multiplying by a large odd number spreads them. State 0 would stay 0.
    this.state = Math.imul(seed + 1, 0x9e3779b1) || 1;
    for (let i = 0; i < 16; i++) {
      this.uniform();
    }
  }

  /** In (0, 1): never 0, so that its logarithm is finite. */
  uniform() {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) / 4294967296;
  }

  /** A whole number from 0 to bound - 1. */
  below(bound) {
    return Math.floor(this.uniform() * bound);
  }

  exponential(mean) {
    return -mean * Math.log(this.uniform());
  }

  /** Standard normal, by Marsaglia's polar method. */
  normal() {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * Math.sqrt(-2 * Math.log(s) / s);
      }
    }
  }

  /** Shuffles the array in place (Fisher-Yates) and answers it. */
  shuffle(array) {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [array[i], array[j]] = [array[j], array[i]];
    }
    return array;
  }
}

module.exports = Random;
