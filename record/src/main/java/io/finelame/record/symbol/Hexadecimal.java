package io.finelame.record.symbol;

/** Numbers as files of {@code /proc} and runtimes print them. */
final class Hexadecimal {
    /** What is no number, or none of 64 bits. */
    static final long INVALID = 0;

    private static final int BASE = 16;
    private static final int BITS_PER_DIGIT = 4;

    private Hexadecimal() {}

    /** {@link #INVALID} if there are other characters, none, or more than 16. */
    static long parse(byte[] text, int from, int end) {
        if (from >= end || end - from > BASE) {
            return INVALID;
        }
        long number = 0;
        for (int i = from; i < end; i++) {
            int digit = Character.digit(text[i], BASE);
            if (digit < 0) {
                return INVALID;
            }
            number = number << BITS_PER_DIGIT | digit;
        }
        return number;
    }

    /** The same. */
    static long parse(String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        return parse(bytes, 0, bytes.length);
    }
}
