package io.finelame.record.symbol;

/**
 * Reads the parts that names of Rust's v0 mangling consist of. What isn't one throws IndexOutOfBoundsException. Not thread-safe.
 */
final class RustV0Reader {
    private static final int LONGEST_IDENTIFIER = 1000;
    private static final int BASE = 62;
    private static final int DECIMAL = 10;
    private static final int HEXADECIMAL = 16;

    private final String mangled;
    private int at;

    RustV0Reader(String mangled) {
        this.mangled = mangled;
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    char peek() {
        return mangled.charAt(at);
    }

    char next() {
        return mangled.charAt(at++);
    }

    /** Hexadecimal digits and the underscore that ends them. */
    void skipDigits() {
        while (!skip('_')) {
            if (Character.digit(next(), HEXADECIMAL) < 0) {
                throw new IndexOutOfBoundsException();
            }
        }
    }

    String identifier() {
        disambiguator();
        return undisambiguated();
    }

    long disambiguator() {
        return skip('s') ? number() + 1 : 0;
    }

    String undisambiguated() {
        skip('u');
        int length = 0;
        do {
            length = DECIMAL * length + Character.digit(mangled.charAt(at), DECIMAL);
            if (length < 0 || length > LONGEST_IDENTIFIER) {
                throw new IndexOutOfBoundsException();
            }
            at++;
        } while (length > 0 && Character.digit(mangled.charAt(at), DECIMAL) >= 0);
        skip('_');
        at += length;
        return mangled.substring(at - length, at);
    }

    /** In base 62, ended by an underscore, which alone is zero. Crates' hashes may overflow. */
    long number() {
        if (skip('_')) {
            return 0;
        }
        long number = 0;
        while (!skip('_')) {
            char c = mangled.charAt(at++);
            int digit = c <= '9' ? c - '0' : c >= 'a' ? c - 'a' + DECIMAL : c - 'A' + 36;
            number = BASE * number + digit;
            if (digit < 0 || digit >= BASE) {
                throw new IndexOutOfBoundsException();
            }
        }
        return number + 1;
    }

    boolean skip(char expected) {
        boolean found = at < mangled.length() && mangled.charAt(at) == expected;
        at += found ? 1 : 0;
        return found;
    }
}
