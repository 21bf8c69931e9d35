package io.finelame.analyze.stacks;

import io.finelame.cli.text.FoldedStack;

/**
 * A function, or what stands for it.
 *
 * @param name
 *            without the ending that says its kind
 */
public record Frame(String name, FrameKind kind) {

    /** @param text as stacks_L.csv has it */
    static Frame of(String text) {
        FrameKind kind = FrameKind.of(text);
        return new Frame(switch (kind) {
            case KERNEL -> without(text, FoldedStack.KERNEL);
            case GENERATED -> without(text, FoldedStack.GENERATED);
            case UNKNOWN -> text.isBlank() ? "[unknown]" : text;
            case NATIVE, PROCESS -> text;
        }, kind);
    }

    static Frame process(String name) {
        return new Frame(name, FrameKind.PROCESS);
    }

    private static String without(String text, String ending) {
        return text.substring(0, text.length() - ending.length());
    }
}
