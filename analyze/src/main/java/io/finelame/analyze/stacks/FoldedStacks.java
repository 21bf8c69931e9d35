package io.finelame.analyze.stacks;

import io.finelame.run.stacks.RequestStacks;
import java.util.stream.Collectors;

/** Stacks as flamegraph.pl and its kin read them. */
public final class FoldedStacks {

    private FoldedStacks() {}

    /** Frames from the process to this node's, separated by semicolons. */
    public static String of(StackTree tree, int node) {
        return tree.path(node).stream().map(FoldedStacks::text).collect(Collectors.joining(RequestStacks.SEPARATOR));
    }

    private static String text(Frame frame) {
        return switch (frame.kind()) {
            case KERNEL -> frame.name() + RequestStacks.KERNEL;
            case GENERATED -> frame.name() + RequestStacks.GENERATED;
            case PROCESS, NATIVE, UNKNOWN -> frame.name();
        };
    }
}
