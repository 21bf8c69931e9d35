package io.finelame.record.symbol;

import java.util.Map;
import java.util.Optional;

/**
 * Names of Rust's legacy mangling (compiler/rustc_symbol_mangling/src/legacy.rs): parts of a path, each after its length, of which
 * the last is a hash, which is dropped.
 */
final class RustName {
    private static final String PREFIX = "_ZN";
    private static final String HASH = "17h";
    private static final int HASH_DIGITS = 16;
    private static final Map<String, String> ESCAPES = Map.of("LT", "<", "GT", ">", "RF", "&", "BP", "*", "LP", "(",
            "RP", ")",
            "C", ",", "SP", "@");
    private static final int LONGEST_ESCAPE = 6;
    private static final int LONGEST_PART = 1000;
    private static final int HEXADECIMAL = 16;
    private static final int DECIMAL = 10;

    private RustName() {}

    /** Empty if it is no such name. */
    static Optional<String> of(String symbol) {
        int end = symbol.indexOf('.', symbol.lastIndexOf(HASH) + 1);
        String name = end > 0 ? symbol.substring(0, end) : symbol;
        int hash = name.length() - 1 - HASH_DIGITS - HASH.length();
        if (!name.startsWith(PREFIX) || !name.endsWith("E") || hash <= PREFIX.length() || !name.startsWith(HASH, hash)
                || !isHash(name, hash + HASH.length())) {
            return Optional.empty();
        }
        return path(name, hash);
    }

    private static boolean isHash(String name, int from) {
        return name.substring(from, from + HASH_DIGITS).chars().allMatch(c -> Character.digit(c, HEXADECIMAL) >= 0);
    }

    private static Optional<String> path(String name, int end) {
        StringBuilder path = new StringBuilder();
        int at = PREFIX.length();
        while (at < end) {
            int length = 0;
            for (; at < end && name.charAt(at) >= '0' && name.charAt(at) <= '9' && length < LONGEST_PART; at++) {
                length = DECIMAL * length + name.charAt(at) - '0';
            }
            if (length == 0 || at + length > end) {
                return Optional.empty();
            }
            path.append(path.isEmpty() ? "" : "::").append(part(name.substring(at, at + length)));
            at += length;
        }
        return Optional.of(path.toString());
    }

    private static String part(String mangled) {
        String part = mangled.startsWith("_$") ? mangled.substring(1) : mangled;
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < part.length()) {
            int end = part.charAt(at) == '$' ? part.indexOf('$', at + 1) : -1;
            Optional<String> escape = end > 0 && end - at <= LONGEST_ESCAPE
                    ? escape(part.substring(at + 1, end))
                    : Optional.empty();
            if (escape.isPresent()) {
                text.append(escape.get());
                at = end + 1;
            } else if (part.startsWith("..", at)) {
                text.append("::");
                at += 2;
            } else {
                text.append(part.charAt(at++));
            }
        }
        return text.toString();
    }

    private static Optional<String> escape(String code) {
        if (!code.startsWith("u")) {
            return Optional.ofNullable(ESCAPES.get(code));
        }
        int character = (int) Hexadecimal.parse(code.substring(1));
        return character > ' ' || character == ' ' ? Optional.of(Character.toString(character)) : Optional.empty();
    }
}
