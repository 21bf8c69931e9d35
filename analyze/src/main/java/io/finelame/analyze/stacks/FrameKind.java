package io.finelame.analyze.stacks;

import io.finelame.run.stacks.RequestStacks;

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
        if (frame.endsWith(RequestStacks.KERNEL)) {
            return KERNEL;
        }
        if (frame.endsWith(RequestStacks.GENERATED)) {
            return GENERATED;
        }
        return frame.isBlank() || frame.startsWith("[") && frame.endsWith("]") ? UNKNOWN : NATIVE;
    }
}
