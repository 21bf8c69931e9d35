package io.finelame.run.stacks;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The stacks that were sampled while threads worked for the test requests: stacks_L.csv and stack_samples_L.csv, which a run has if its
 * recording has stacks.
 *
 * @param stacks
 *            each once; its number is its index. A stack is the process's name and the functions from the root to the leaf, separated
 *            by {@link #SEPARATOR}; see {@link #folded}
 * @param counts
 *            in the order of the test requests
 */
public record RequestStacks(List<String> stacks, List<StackCount> counts) {

    /** Of a run without stacks. */
    public static final RequestStacks NONE = new RequestStacks(List.of(), List.of());

    public static final String SEPARATOR = ";";
    /** Ends the name of a function of the kernel. */
    public static final String KERNEL = "_[k]";
    /** Ends the name of a function that a just-in-time compiler made. */
    public static final String GENERATED = "_[j]";

    /** So that a stack of 128 functions fits into a cell. */
    private static final int LONGEST_NAME = 500;

    public RequestStacks {
        stacks = List.copyOf(stacks);
        counts = List.copyOf(counts);
    }

    /**
     * A stack as the files have it: a separator within a name becomes a colon, a control character a blank, and the middle of a name of
     * more than 500 characters an ellipsis.
     *
     * @param frames
     *            the process's name, then functions from the root to the leaf. Names end in {@link #KERNEL} or {@link #GENERATED} if they
     *            are of such functions; one that isn't known is what it is part of, in square brackets
     */
    public static String folded(List<String> frames) {
        return String.join(SEPARATOR, frames.stream().map(RequestStacks::name).toList());
    }

    private static String name(String frame) {
        String name = frame.replace(SEPARATOR, ":").replaceAll("\\p{Cntrl}", " ");
        int half = LONGEST_NAME / 2;
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, half) + "…" + name.substring(name.length() - half + 1);
    }

    /** The frames of a stack, from the process's name to the leaf. */
    public List<String> frames(int stack) {
        return List.of(stacks.get(stack).split(SEPARATOR, -1));
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
