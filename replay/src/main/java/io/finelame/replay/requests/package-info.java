/**
 * A recording in memory. {@link io.finelame.replay.requests.RequestTable} has the time series of every request, column by column and
 * outside of the heap where they are long; {@link io.finelame.replay.requests.RecordedRequests} adds the rest of the recording. Start
 * with {@code RecordedRequests.read}.
 */
package io.finelame.replay.requests;
