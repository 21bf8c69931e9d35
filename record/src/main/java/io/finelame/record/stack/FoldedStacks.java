package io.finelame.record.stack;

import io.finelame.recording.StackFrame;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A stack as one line of text, as stackcollapse-perf.pl and async-profiler write it: functions from the outermost to the one that ran,
 * separated by semicolons; those of the kernel end in {@code _[k]}, those of generated code in {@code _[j]}.
 */
public final class FoldedStacks {
    private FoldedStacks() {}

    /** @param process its name, which comes first */
    public static String text(String process, List<StackFrame> frames) {
        return Stream.concat(Stream.of(plain(process)), frames.stream().map(FoldedStacks::text))
                .collect(Collectors.joining(";"));
    }

    private static String text(StackFrame frame) {
        return plain(frame.function()) + switch (frame.kind()) {
            case KERNEL -> "_[k]";
            case COMPILED -> "_[j]";
            case NATIVE, UNKNOWN -> "";
        };
    }

    /** Names may hold what separates them, such as Java's signatures, or control a terminal. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.codePoints().forEach(
                point -> plain.appendCodePoint(point == ';' ? ':' : Character.isISOControl(point) ? '?' : point));
        return plain.toString();
    }
}
