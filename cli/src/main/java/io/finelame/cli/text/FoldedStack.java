package io.finelame.cli.text;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A stack as one line of text, as stackcollapse-perf.pl and async-profiler write it: the process's name, then functions from the outermost
 * to the one that ran, separated by {@link #SEPARATOR}.
 */
public final class FoldedStack {
    public static final String SEPARATOR = ";";
    /** Ends the name of a function of the kernel. */
    public static final String KERNEL = "_[k]";
    /** Ends the name of a function that a just-in-time compiler made. */
    public static final String GENERATED = "_[j]";

    /** So that a stack of 128 functions fits into a cell of a table. */
    private static final int LONGEST_NAME = 500;

    private FoldedStack() {}

    /**
     * A separator within a name becomes a colon, a control character a blank, and the middle of a name of more than 500 characters an
     * ellipsis.
     *
     * @param names the process's, then those of functions, with {@link #KERNEL} or {@link #GENERATED} at the end if they are such
     */
    public static String of(List<String> names) {
        return names.stream().map(FoldedStack::plain).collect(Collectors.joining(SEPARATOR));
    }

    private static String plain(String name) {
        String plain = name.replace(SEPARATOR, ":").replaceAll("\\p{Cntrl}", " ");
        int half = LONGEST_NAME / 2;
        return plain.length() <= LONGEST_NAME
                ? plain
                : plain.substring(0, half) + "…" + plain.substring(plain.length() - half + 1);
    }

    /** The names of a folded stack. */
    public static List<String> names(String folded) {
        return List.of(folded.split(SEPARATOR, -1));
    }
}
