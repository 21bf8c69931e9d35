/**
 * In which code requests use CPU time: {@link io.finelame.analyze.stacks.RunStacks} has the samples of each group of requests,
 * {@link io.finelame.analyze.stacks.StackTree} merges stacks, and {@link io.finelame.analyze.stacks.FlameGraph} lays out what a flame graph
 * shows (Gregg: The Flame Graph, CACM 59(6), 2016), of one group or of two that are compared.
 */
package io.finelame.analyze.stacks;
