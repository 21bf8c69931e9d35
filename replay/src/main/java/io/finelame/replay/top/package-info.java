/**
 * {@code finelame top}: the requests in flight, read from a recording that is still being written.
 * {@link io.finelame.replay.top.LiveRequests} keeps them, {@link io.finelame.replay.top.TopView} makes lines of them and
 * {@link io.finelame.replay.top.TopScreen} draws these on a terminal.
 */
package io.finelame.replay.top;
