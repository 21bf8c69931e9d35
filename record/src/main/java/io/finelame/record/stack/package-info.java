/**
 * Stacks of the threads that work for requests, {@code --stacks}. {@link io.finelame.record.stack.StackRecorder} brings samples from the
 * kernel to the recording: {@code HeldSamples} keeps those whose request is not known yet, {@code StackNumbers} names their functions
 * while the processes run and numbers functions and stacks, {@link io.finelame.record.stack.HottestFrames} remembers where each
 * request is most. Reading recordings, {@link io.finelame.record.stack.RecordedStacks} counts samples by request and stack, and
 * {@link io.finelame.record.stack.FoldedStacks} writes them as other tools read them.
 */
package io.finelame.record.stack;
