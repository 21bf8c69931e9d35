/**
 * The stacks of requests that a recording with {@code --stacks} samples: what {@code replay} writes into a run directory and
 * {@code analyze} reads from it. Start at {@link io.finelame.run.stacks.RequestStacks}.
 */
package io.finelame.run.stacks;
