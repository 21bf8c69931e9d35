/**
 * What a recording's documents add up to: sums by peer and by process, what is known of each request's place on its connection, and the
 * counts for {@code inspect}. Each class takes documents one by one, so that one pass over a recording feeds all of them.
 */
package io.finelame.record.summary;
