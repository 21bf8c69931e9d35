package io.finelame.record.symbol;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Names of Rust's v0 mangling (RFC 2603; the rustc book, "v0 Symbol Format"), which the standard library is compiled with. Generic
 * arguments of more than 40 characters become {@code <...>}. Constants are {@code _}; names that are not of ASCII aren't decoded.
 */
final class RustV0Name {
    private static final String PREFIX = "_R";
    private static final int LONGEST_NAME = 1000;
    private static final int LONGEST_ARGUMENTS = 40;
    /** References to earlier parts make a short name stand for a long text. */
    private static final int MOST_STEPS = 4000;
    private static final int DEEPEST = 100;
    private static final Map<Character, String> BASIC_TYPES = Map.ofEntries(Map.entry('a', "i8"),
            Map.entry('b', "bool"),
            Map.entry('c', "char"), Map.entry('d', "f64"), Map.entry('e', "str"), Map.entry('f', "f32"),
            Map.entry('h', "u8"),
            Map.entry('i', "isize"), Map.entry('j', "usize"), Map.entry('l', "i32"), Map.entry('m', "u32"),
            Map.entry('n', "i128"),
            Map.entry('o', "u128"), Map.entry('p', "_"), Map.entry('s', "i16"), Map.entry('t', "u16"),
            Map.entry('u', "()"),
            Map.entry('v', "..."), Map.entry('x', "i64"), Map.entry('y', "u64"), Map.entry('z', "!"));

    private final RustV0Reader in;
    private StringBuilder text = new StringBuilder();
    private int steps;
    private int depth;

    private RustV0Name(String mangled) {
        in = new RustV0Reader(mangled);
    }

    /** Empty if it is no such name, or is too long. */
    static Optional<String> of(String symbol) {
        if (!symbol.startsWith(PREFIX) || symbol.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        RustV0Name name = new RustV0Name(symbol.substring(PREFIX.length()));
        try {
            name.path();
            return Optional.of(name.text.toString());
        } catch (IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }

    private void enter() {
        if (++steps > MOST_STEPS || ++depth > DEEPEST) {
            throw new IndexOutOfBoundsException();
        }
    }

    private void path() {
        enter();
        char kind = in.next();
        switch (kind) {
            case 'C' -> text.append(in.identifier());
            case 'N' -> nested();
            case 'M' -> {
                implementation();
                inBrackets(this::type);
            }
            case 'X' -> {
                implementation();
                inBrackets(this::typeAsTrait);
            }
            case 'Y' -> inBrackets(this::typeAsTrait);
            case 'I' -> {
                path();
                arguments();
            }
            case 'B' -> reference(RustV0Name::path);
            default -> throw new IndexOutOfBoundsException();
        }
        depth--;
    }

    private void nested() {
        char namespace = in.next();
        path();
        long number = in.disambiguator();
        String name = in.undisambiguated();
        switch (namespace) {
            case 'C' -> text.append("::{closure#").append(number).append('}');
            case 'S' -> text.append("::{shim:").append(name).append('#').append(number).append('}');
            default -> text.append(name.isEmpty() ? "" : "::" + name);
        }
    }

    /** Where an implementation is says nothing that its type doesn't. */
    private void implementation() {
        in.disambiguator();
        aside(this::path);
    }

    private void typeAsTrait() {
        type();
        text.append(" as ");
        path();
    }

    private void inBrackets(Runnable part) {
        text.append('<');
        part.run();
        text.append('>');
    }

    private void arguments() {
        String arguments = aside(() -> list(this::argument));
        text.append('<').append(arguments.length() + 2 > LONGEST_ARGUMENTS ? "..." : arguments).append('>');
    }

    private String aside(Runnable part) {
        StringBuilder outer = text;
        text = new StringBuilder();
        part.run();
        String result = text.toString();
        text = outer;
        return result;
    }

    /** @return how many elements it has */
    private int list(Runnable element) {
        int count = 0;
        while (!in.skip('E')) {
            text.append(count++ == 0 ? "" : ", ");
            element.run();
        }
        return count;
    }

    private void argument() {
        if (in.skip('L')) {
            in.number();
            text.append("'_");
        } else if (in.skip('K')) {
            constant();
        } else {
            type();
        }
    }

    private void type() {
        enter();
        char kind = in.peek();
        String basic = BASIC_TYPES.get(kind);
        if ("CNMXYI".indexOf(kind) >= 0) {
            path();
        } else {
            in.next();
            if (basic == null) {
                compoundType(kind);
            } else {
                text.append(basic);
            }
        }
        depth--;
    }

    private void compoundType(char kind) {
        switch (kind) {
            case 'A', 'S' -> {
                text.append('[');
                type();
                if (kind == 'A') {
                    text.append("; ");
                    constant();
                }
                text.append(']');
            }
            case 'T' -> {
                text.append('(');
                text.append(list(this::type) == 1 ? ",)" : ")");
            }
            case 'R', 'Q' -> {
                if (in.skip('L')) {
                    in.number();
                }
                text.append(kind == 'R' ? "&" : "&mut ");
                type();
            }
            case 'P', 'O' -> {
                text.append(kind == 'P' ? "*const " : "*mut ");
                type();
            }
            case 'F' -> function();
            case 'D' -> traitObject();
            case 'B' -> reference(RustV0Name::type);
            default -> throw new IndexOutOfBoundsException();
        }
    }

    private void function() {
        binder();
        in.skip('U');
        if (in.skip('K') && !in.skip('C')) {
            in.undisambiguated();
        }
        text.append("fn(");
        list(this::type);
        text.append(')');
        String result = aside(this::type);
        text.append(result.equals("()") ? "" : " -> " + result);
    }

    private void traitObject() {
        binder();
        text.append("dyn ");
        for (boolean first = true; !in.skip('E'); first = false) {
            text.append(first ? "" : " + ");
            path();
            while (in.skip('p')) {
                in.undisambiguated();
                aside(this::type);
            }
        }
        if (in.skip('L')) {
            in.number();
        }
    }

    private void binder() {
        if (in.skip('G')) {
            in.number();
        }
    }

    /** A type and hexadecimal digits, or a placeholder. */
    private void constant() {
        if (in.skip('B')) {
            reference(RustV0Name::constant);
        } else {
            if (!in.skip('p')) {
                in.next();
                in.skip('n');
                in.skipDigits();
            }
            text.append('_');
        }
    }

    /** What stands at an earlier place, once more. */
    private void reference(Consumer<RustV0Name> part) {
        int here = in.position() - 1;
        long target = in.number();
        int behind = in.position();
        if (target < 0 || target >= here) {
            throw new IndexOutOfBoundsException();
        }
        in.moveTo((int) target);
        part.accept(this);
        in.moveTo(behind);
    }
}
