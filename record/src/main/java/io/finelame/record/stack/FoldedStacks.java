package io.finelame.record.stack;

import io.finelame.cli.text.FoldedStack;
import io.finelame.recording.StackFrame;
import java.util.List;
import java.util.stream.Stream;

/** Recorded stacks as folded text. */
public final class FoldedStacks {
    private FoldedStacks() {}

    /** @param process its name, which comes first */
    public static String text(String process, List<StackFrame> frames) {
        return FoldedStack.of(Stream.concat(Stream.of(process), frames.stream().map(FoldedStacks::name)).toList());
    }

    private static String name(StackFrame frame) {
        return frame.function() + switch (frame.kind()) {
            case KERNEL -> FoldedStack.KERNEL;
            case COMPILED -> FoldedStack.GENERATED;
            case NATIVE, UNKNOWN -> "";
        };
    }
}
