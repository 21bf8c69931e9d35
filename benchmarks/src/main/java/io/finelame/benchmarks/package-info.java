/** Benchmarks and generators that a script in benchmarks/ starts by name: benchmarks/run.sh CLASS. */
package io.finelame.benchmarks;
