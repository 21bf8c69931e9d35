package io.finelame.record.symbol;

import io.finelame.bpf.CxxDemangler;

/**
 * Names of functions as they are shown: demangled, without parameters, of printable characters, and of at most 500. Names of C++
 * are {@link CxxName}'s, of Rust {@link RustName}'s and {@link RustV0Name}'s; those of C and Go are as in the file, without the version of a symbol
 * ({@code fopen@@GLIBC_2.2.5}).
 */
final class FunctionName {
    private static final int LONGEST = 500;
    private static final String ELLIPSIS = "...";

    private FunctionName() {}

    /** @param symbol of an ELF file */
    static String ofSymbol(String symbol) {
        int version = symbol.indexOf('@');
        String name = version > 0 ? symbol.substring(0, version) : symbol;
        return printable(
                RustName.of(name).or(() -> RustV0Name.of(name))
                        .or(() -> CxxDemangler.demangle(name).map(CxxName::withoutParameters)).orElse(name));
    }

    /**
     * As the runtime has it, which says the file and line, too: {@code JS:*handler /srv/app.js:12:3}. The JVM's signatures lose what they
     * return and their parameters, {@code boolean java.util.regex.Pattern$Loop.match(java.util.regex.Matcher, int)}.
     *
     * @param name in a perf map
     */
    static String ofCompiled(String name) {
        int parameters = name.indexOf('(');
        if (parameters <= 0 || !isQualified(name, parameters)) {
            return printable(name);
        }
        return printable(name.substring(name.lastIndexOf(' ', parameters) + 1, parameters));
    }

    /** Whether a method's name of Java, in a class, is before the parameters, rather than a file or a regular expression. */
    private static boolean isQualified(String name, int end) {
        int begin = name.lastIndexOf(' ', end - 1) + 1;
        boolean dot = false;
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            boolean inType = i < begin && (c == '[' || c == ']' || c == ' ');
            if (!Character.isJavaIdentifierPart(c) && "./<>-+".indexOf(c) < 0 && !inType) {
                return false;
            }
            dot |= i >= begin && c == '.';
        }
        return dot && !name.startsWith("/") && Character.isJavaIdentifierStart(name.charAt(begin));
    }

    /** Cut to what a line can show; never empty. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length() && printable.length() < LONGEST; i++) {
            char c = text.charAt(i);
            printable.append(isPrintable(c) ? c : '?');
        }
        if (text.length() > LONGEST) {
            printable.setLength(LONGEST - ELLIPSIS.length());
            printable.append(ELLIPSIS);
        }
        return printable.isEmpty() ? "?" : printable.toString();
    }

    /** Characters that change the direction of text, and halves of others, aren't. */
    private static boolean isPrintable(char c) {
        int type = Character.getType(c);
        return !Character.isISOControl(c) && type != Character.FORMAT && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.UNASSIGNED;
    }
}
