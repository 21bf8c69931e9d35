package io.finelame.record.symbol;

import java.util.Map;
import java.util.Optional;

/**
 * Names of Rust's newer mangling (v0, RFC 2603), which Rust's own library has since 1.95: {@code _RNvNtC4core3fmt5write}. Generic
 * arguments are left out, as those of C++ templates are. Names may be hostile: what is nested too deep, or refers to itself too
 * often, is left alone.
 */
final class RustV0Name {
    private static final String PREFIX = "_R";
    private static final String GENERIC = "<...>";
    private static final int BASE = 62;
    private static final int DECIMAL = 10;
    private static final int DEEPEST = 100;
    private static final int MOST_STEPS = 2_000;
    private static final int LONGEST = 1_000;
    private static final Map<Character, String> BASIC_TYPES = Map.ofEntries(Map.entry('a', "i8"),
            Map.entry('b', "bool"),
            Map.entry('c', "char"), Map.entry('d', "f64"), Map.entry('e', "str"), Map.entry('f', "f32"),
            Map.entry('h', "u8"), Map.entry('i', "isize"), Map.entry('j', "usize"), Map.entry('l', "i32"),
            Map.entry('m', "u32"), Map.entry('n', "i128"), Map.entry('o', "u128"), Map.entry('p', "_"),
            Map.entry('s', "i16"), Map.entry('t', "u16"), Map.entry('u', "()"), Map.entry('v', "..."),
            Map.entry('x', "i64"), Map.entry('y', "u64"), Map.entry('z', "!"));

    /** Without the prefix: references count from here. */
    private final String mangled;
    private int at;
    private int depth;
    private int steps;

    /** It isn't such a name, or too large. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private RustV0Name(String mangled) {
        this.mangled = mangled;
    }

    /** Empty if it is no such name. */
    static Optional<String> of(String symbol) {
        if (!symbol.startsWith(PREFIX) || symbol.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RustV0Name(symbol.substring(PREFIX.length())).path());
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private char next() throws Malformed {
        if (at >= mangled.length()) {
            throw new Malformed();
        }
        return mangled.charAt(at++);
    }

    private boolean skip(char c) {
        boolean found = at < mangled.length() && mangled.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private String path() throws Malformed {
        enter();
        String path = switch (next()) {
            case 'C' -> identifier();
            case 'M' -> {
                implementation();
                yield "<" + type() + ">";
            }
            case 'X' -> {
                implementation();
                yield "<" + type() + " as " + path() + ">";
            }
            case 'Y' -> "<" + type() + " as " + path() + ">";
            case 'N' -> nested();
            case 'I' -> {
                String generic = path();
                while (!skip('E')) {
                    argument();
                }
                yield generic + GENERIC;
            }
            case 'B' -> back(RustV0Name::path);
            default -> throw new Malformed();
        };
        return leave(path);
    }

    private void enter() throws Malformed {
        if (++depth > DEEPEST || ++steps > MOST_STEPS) {
            throw new Malformed();
        }
    }

    private String leave(String text) throws Malformed {
        depth--;
        if (text.length() > LONGEST) {
            throw new Malformed();
        }
        return text;
    }

    private String nested() throws Malformed {
        char namespace = next();
        String parent = path();
        long disambiguator = disambiguator();
        String name = name();
        if (Character.isUpperCase(namespace)) {
            String kind = namespace == 'C' ? "closure" : namespace == 'S' ? "shim" : Character.toString(namespace);
            return parent + "::{" + kind + (name.isEmpty() ? "" : ":" + name) + "#" + disambiguator + "}";
        }
        return name.isEmpty() ? parent : parent + "::" + name;
    }

    private void implementation() throws Malformed {
        disambiguator();
        path();
    }

    private String identifier() throws Malformed {
        disambiguator();
        return name();
    }

    private long disambiguator() throws Malformed {
        return skip('s') ? base62() + 1 : 0;
    }

    private String name() throws Malformed {
        boolean punycode = skip('u');
        int length = 0;
        // A number with a zero in front has no further digits.
        boolean zero = skip('0');
        while (!zero && at < mangled.length() && Character.digit(mangled.charAt(at), DECIMAL) >= 0
                && length < LONGEST) {
            length = DECIMAL * length + Character.digit(mangled.charAt(at++), DECIMAL);
        }
        skip('_');
        if (at + length > mangled.length()) {
            throw new Malformed();
        }
        String name = mangled.substring(at, at + length);
        at += length;
        return punycode ? "{" + name + "}" : name;
    }

    /** {@code _} is 0, {@code 0_} is 1; hashes of crates may overflow. */
    private long base62() throws Malformed {
        long number = 0;
        boolean digits = false;
        for (char c = next(); c != '_'; c = next()) {
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c - 'A' + 36;
            if (digit < 0 || digit >= BASE) {
                throw new Malformed();
            }
            number = BASE * number + digit;
            digits = true;
        }
        return digits ? number + 1 : 0;
    }

    private interface Part {
        String of(RustV0Name name) throws Malformed;
    }

    private String back(Part part) throws Malformed {
        int reference = at - 1;
        long to = base62();
        if (to < 0 || to >= reference) {
            throw new Malformed();
        }
        int after = at;
        at = (int) to;
        String text = part.of(this);
        at = after;
        return text;
    }

    private void argument() throws Malformed {
        if (skip('L')) {
            base62();
        } else if (skip('K')) {
            constant();
        } else {
            type();
        }
    }

    private void constant() throws Malformed {
        enter();
        if (skip('B')) {
            back(name -> {
                name.constant();
                return "";
            });
        } else if (!skip('p')) {
            type();
            skip('n');
            for (char c = next(); c != '_'; c = next()) {
                if (Character.digit(c, 16) < 0) {
                    throw new Malformed();
                }
            }
        }
        depth--;
    }

    private String type() throws Malformed {
        enter();
        char c = next();
        String basic = BASIC_TYPES.get(c);
        if (basic != null) {
            return leave(basic);
        }
        return leave(switch (c) {
            case 'A' -> {
                String element = type();
                constant();
                yield "[" + element + "; _]";
            }
            case 'S' -> "[" + type() + "]";
            case 'T' -> "(" + types() + ")";
            case 'R', 'Q' -> {
                if (skip('L')) {
                    base62();
                }
                yield (c == 'R' ? "&" : "&mut ") + type();
            }
            case 'P' -> "*const " + type();
            case 'O' -> "*mut " + type();
            case 'F' -> function();
            case 'D' -> dynamic();
            case 'B' -> back(RustV0Name::type);
            default -> {
                at--;
                yield path();
            }
        });
    }

    private String types() throws Malformed {
        StringBuilder types = new StringBuilder();
        while (!skip('E')) {
            types.append(types.isEmpty() ? "" : ", ").append(type());
        }
        return types.toString();
    }

    private String function() throws Malformed {
        binder();
        skip('U');
        if (skip('K') && !skip('C')) {
            name();
        }
        return "fn(" + types() + ") -> " + type();
    }

    private void binder() throws Malformed {
        if (skip('G')) {
            base62();
        }
    }

    private String dynamic() throws Malformed {
        binder();
        StringBuilder traits = new StringBuilder("dyn ");
        for (boolean first = true; !skip('E'); first = false) {
            traits.append(first ? "" : " + ").append(path());
            while (skip('p')) {
                name();
                type();
            }
        }
        if (!skip('L')) {
            throw new Malformed();
        }
        base62();
        return traits.toString();
    }
}
