package io.finelame.analyze.terminal;

import io.finelame.cli.text.OneLine;
import io.finelame.cli.text.TextTable;
import java.io.PrintWriter;

/**
 * Lays the summary out: headings, fields and warnings one to a line, tables indented below them. Texts of recordings and labels
 * become printable here, and warnings get their colour.
 */
final class SummaryPrinter {
    private static final String BOLD = "\u001b[1m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final boolean colours;

    SummaryPrinter(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void heading(String title) {
        out.println();
        out.println(styled(BOLD, OneLine.printable(title)));
    }

    void field(String name, String value) {
        line(name, OneLine.printable(value));
    }

    void warning(String name, String value) {
        line(name, styled(YELLOW, OneLine.printable(value)));
    }

    private void line(String name, String value) {
        out.printf("  %-20s %s%n", OneLine.printable(name), value);
    }

    void table(TextTable table) {
        table.lines().forEach(line -> out.println("  " + line));
    }

    /** After a table that isn't complete. */
    void more(String what) {
        out.println("  … and " + what);
    }

    /** After a table, of what it doesn't show. */
    void note(String text) {
        out.println("  " + text);
    }

    private String styled(String style, String text) {
        return colours ? style + text + RESET : text;
    }
}
