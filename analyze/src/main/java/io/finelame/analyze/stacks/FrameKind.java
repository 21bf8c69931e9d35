package io.finelame.analyze.stacks;

import io.finelame.cli.text.FoldedStack;

/** What kind of code a frame of a stack is. */
public enum FrameKind {
    PROCESS("process"), NATIVE("native"), GENERATED("JIT-compiled"), KERNEL("kernel"), UNKNOWN("unknown");

    private final String title;

    FrameKind(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** @param frame as stacks_L.csv has it, but not a process */
    static FrameKind of(String frame) {
        if (frame.endsWith(FoldedStack.KERNEL)) {
            return KERNEL;
        }
        if (frame.endsWith(FoldedStack.GENERATED)) {
            return GENERATED;
        }
        return frame.isBlank() || frame.startsWith("[") && frame.endsWith("]") ? UNKNOWN : NATIVE;
    }
}
