package io.finelame.recording;

import java.util.ArrayList;
import java.util.List;

/** The functions and stacks of a recording, as far as it was read. Not thread-safe. */
public final class StackNames {
    private static final StackFrame UNKNOWN = new StackFrame("[unknown]", "", StackFrame.Kind.UNKNOWN);

    private final List<StackFrame> frames = new ArrayList<>();
    private final List<int[]> stacks = new ArrayList<>();

    /** To be called for each document of stacks, in their order. */
    public void note(Document.Stacks document) {
        document.frames().forEach(frame -> put(frames, frame.id(), frame.frame()));
        document.stacks().forEach(stack -> put(stacks, stack.id(), stack.frames()));
    }

    private static <T> void put(List<T> list, int at, T element) {
        while (list.size() <= at) {
            list.add(null);
        }
        list.set(at, element);
    }

    /** The functions of a stack, the outermost first; one unknown function if the recording has lost the stack. */
    public List<StackFrame> stack(int id) {
        int[] numbers = id >= 0 && id < stacks.size() ? stacks.get(id) : null;
        if (numbers == null) {
            return List.of(UNKNOWN);
        }
        List<StackFrame> its = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            StackFrame frame = number < frames.size() ? frames.get(number) : null;
            its.add(frame == null ? UNKNOWN : frame);
        }
        return its;
    }
}
