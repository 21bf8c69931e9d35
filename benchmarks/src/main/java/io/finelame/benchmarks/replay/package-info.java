/** JMH benchmarks of training, scoring and sweeps. benchmarks/jmh.sh runs them. */
package io.finelame.benchmarks.replay;
