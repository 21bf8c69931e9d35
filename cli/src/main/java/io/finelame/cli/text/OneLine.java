package io.finelame.cli.text;

import java.util.regex.Pattern;

/** Text from a file on its way to a terminal: one line without characters that a terminal acts on instead of showing them. */
public final class OneLine {
    private static final int LONGEST = 2000;
    /**
     * Controls of ASCII and of ISO 6429 (C1, where U+009B begins a command as ESC [ does), what reorders or hides text
     * (bidirectional formatting, zero width, tags), line ends, and halves of a character.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final Pattern FORMULA = Pattern.compile("[=+@-]");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    private OneLine() {}

    /** No longer than a person reads. */
    public static String of(String text) {
        if (text == null) {
            return "";
        }
        return printable(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
    }

    /** As long as it is. */
    public static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }

    /** As a cell of a table: spreadsheets take what begins like a formula for one, but not what begins with an apostrophe. */
    public static String cell(String text) {
        String line = printable(text);
        return FORMULA.matcher(line).lookingAt() && !NUMBER.matcher(line).matches() ? "'" + line : line;
    }

    static boolean isPrintable(int character) {
        return !UNPRINTABLE.matcher(Character.toString(character)).matches();
    }
}
