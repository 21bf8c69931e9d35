package io.finelame.record;

/** Text from a file on its way to a terminal: one line that commands no terminal, and no longer than a person reads. */
public final class OneLine {
    private static final int LONGEST = 2000;

    private OneLine() {}

    public static String of(String text) {
        if (text == null) {
            return "";
        }
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
