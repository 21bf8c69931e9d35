/** What recording costs a server: requests that do a known amount of work, with different probes attached, measured in turn. */
package io.finelame.benchmarks.overhead;
