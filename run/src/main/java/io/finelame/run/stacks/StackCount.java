package io.finelame.run.stacks;

/**
 * How many samples of a request have a stack.
 *
 * @param request
 *            id, unsigned
 * @param stack
 *            its number, from 0
 */
public record StackCount(long request, int stack, long samples) {}
