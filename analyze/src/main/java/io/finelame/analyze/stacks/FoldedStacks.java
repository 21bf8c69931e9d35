package io.finelame.analyze.stacks;

import io.finelame.cli.text.FoldedStack;
import java.util.stream.Collectors;

/** Stacks as flamegraph.pl and its kin read them. */
public final class FoldedStacks {

    private FoldedStacks() {}

    /** Frames from the process to this node's, separated by semicolons. */
    public static String of(StackTree tree, int node) {
        return tree.path(node).stream().map(FoldedStacks::text).collect(Collectors.joining(FoldedStack.SEPARATOR));
    }

    private static String text(Frame frame) {
        return switch (frame.kind()) {
            case KERNEL -> frame.name() + FoldedStack.KERNEL;
            case GENERATED -> frame.name() + FoldedStack.GENERATED;
            case PROCESS, NATIVE, UNKNOWN -> frame.name();
        };
    }
}
