/** JMH benchmarks of the recorder: snapshots of the kernel's map, writing and reading recordings. benchmarks/jmh.sh runs them. */
package io.finelame.benchmarks.record;
