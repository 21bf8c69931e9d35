package io.finelame.recording;

/**
 * A thread's stack at a moment.
 *
 * @param ts CLOCK_MONOTONIC ns
 * @param requestId the request that the CPU time before it was charged to; 0: none
 * @param stack its number, by which {@link StackNames} finds its functions
 * @param process its thread group's id in the initial pid namespace
 * @param thread its id in the initial pid namespace
 * @param atDetection whether it was taken because its request was detected, and stands for no CPU time, and not by the timer
 */
public record StackSample(long ts, long requestId, int stack, int process, int thread, boolean atDetection) {}
