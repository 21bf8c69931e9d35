package io.finelame.run.stacks;

import io.finelame.cli.text.FoldedStack;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The stacks that were sampled while threads worked for the test requests: stacks_L.csv and stack_samples_L.csv, which a run has if its
 * recording has stacks.
 *
 * @param stacks
 *            each once; its number is its index. A stack is a {@link FoldedStack}
 * @param counts
 *            in the order of the test requests
 */
public record RequestStacks(List<String> stacks, List<StackCount> counts) {

    /** Of a run without stacks. */
    public static final RequestStacks NONE = new RequestStacks(List.of(), List.of());

    public RequestStacks {
        stacks = List.copyOf(stacks);
        counts = List.copyOf(counts);
    }

    /** The frames of a stack, from the process's name to the leaf. */
    public List<String> frames(int stack) {
        return FoldedStack.names(stacks.get(stack));
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** The lines of stacks_L.csv. */
    public List<List<Object>> stackLines() {
        return IntStream.range(0, stacks.size()).mapToObj(stack -> List.<Object>of(stack, stacks.get(stack))).toList();
    }

    /** The lines of stack_samples_L.csv. */
    public List<List<Object>> sampleLines() {
        return counts.stream().map(count -> List.<Object>of(Long.toUnsignedString(count.request()), count.stack(),
                count.samples())).toList();
    }
}
