package io.finelame.replay.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

/**
 * A CSV file of many rows, which are numbers for the most part. Their digits go straight into the buffer: printed cell by cell, as
 * text, the requests of a run took longer than its training and scoring. Not thread-safe.
 */
final class CsvRows implements Closeable {
    static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    private static final int BUFFER = 1 << 16;
    /** Of the least number, with its sign and the comma before it. */
    private static final int LONGEST_NUMBER = 21;
    private static final int BASE = 10;
    private static final long BILLION = 1_000_000_000;
    private static final int DIGITS_OF_A_BILLION = 9;
    private static final int MOST_DIGITS = 19;
    /** What must not be quoted anywhere in a line. */
    private static final char FIRST_PLAIN = '-';
    private static final char LAST_PLAIN = '~';

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int length;
    private boolean begun;

    private CsvRows(OutputStream out) {
        this.out = out;
    }

    /** @param header the first line's cells */
    static CsvRows create(Path file, List<String> header) throws IOException {
        CsvRows rows = new CsvRows(Files.newOutputStream(file));
        rows.put(CSV.format(header.toArray()));
        rows.put("\n");
        return rows;
    }

    void number(long value) throws IOException {
        separate(LONGEST_NUMBER);
        if (value == Long.MIN_VALUE) {
            put(Long.toString(value));
            return;
        }
        if (value < 0) {
            buffer[length++] = '-';
        }
        digits(Math.abs(value));
    }

    /** Code that is not optimized divides 64 bits by calling a function: once for nine digits, not for each. */
    private void digits(long value) {
        length += digitsOf(value);
        int end = length;
        long rest = value;
        while (rest > Integer.MAX_VALUE) {
            long high = rest / BILLION;
            int low = (int) (rest - high * BILLION);
            for (int i = 0; i < DIGITS_OF_A_BILLION; i++) {
                buffer[--end] = (byte) ('0' + low % BASE);
                low /= BASE;
            }
            rest = high;
        }
        int small = (int) rest;
        do {
            buffer[--end] = (byte) ('0' + small % BASE);
            small /= BASE;
        } while (small != 0);
    }

    private static int digitsOf(long value) {
        int digits = 1;
        for (long power = BASE; digits < MOST_DIGITS && value >= power; power *= BASE) {
            digits++;
        }
        return digits;
    }

    void unsigned(long value) throws IOException {
        if (value >= 0) {
            number(value);
        } else {
            text(Long.toUnsignedString(value));
        }
    }

    void number(double value) throws IOException {
        text(Double.toString(value));
    }

    void text(String value) throws IOException {
        boolean first = !begun;
        separate(1);
        put(isPlain(value) ? value : quoted(value, first));
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < FIRST_PLAIN || value.charAt(i) > LAST_PLAIN) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    /** What stands first in a line is quoted more often. */
    private static String quoted(String value, boolean first) {
        return first ? CSV.format(value) : CSV.format(0, value).substring(2);
    }

    private void separate(int bytes) throws IOException {
        if (length + bytes > BUFFER) {
            flush();
        }
        if (begun) {
            buffer[length++] = ',';
        }
        begun = true;
    }

    private void put(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (length + bytes.length > BUFFER) {
            flush();
        }
        if (bytes.length > BUFFER) {
            out.write(bytes);
            return;
        }
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    void endRow() throws IOException {
        if (length == BUFFER) {
            flush();
        }
        buffer[length++] = '\n';
        begun = false;
    }

    private void flush() throws IOException {
        out.write(buffer, 0, length);
        length = 0;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }
}
