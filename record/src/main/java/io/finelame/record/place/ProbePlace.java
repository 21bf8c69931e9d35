package io.finelame.record.place;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in an executable or library, as a configuration's {@code event} names it: {@code function}, {@code function+0x12},
 * {@code 0x4a10}, {@code server.c:120}, {@code usdt:provider:name}. {@link #toString} writes what {@link #parse} reads.
 */
public sealed interface ProbePlace {
    /** A function's first instruction. */
    record Function(String name) implements ProbePlace {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * An instruction of a function.
     *
     * @param bytes from its first instruction
     */
    record Offset(String function, long bytes) implements ProbePlace {
        @Override
        public String toString() {
            return function + "+0x" + Long.toHexString(bytes);
        }
    }

    /** An instruction at an address, as the file has it before it is loaded anywhere. */
    record Address(long address) implements ProbePlace {
        @Override
        public String toString() {
            return "0x" + Long.toHexString(address);
        }
    }

    /**
     * A line of the source.
     *
     * @param file its name, or as much of the end of its path as tells it from others
     * @param line from 1
     */
    record Line(String file, int line) implements ProbePlace {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /** A statically defined tracepoint (USDT). */
    record Tracepoint(String provider, String name) implements ProbePlace {
        @Override
        public String toString() {
            return USDT + provider + ":" + name;
        }
    }

    String USDT = "usdt:";

    /** A name that has none of the other forms is a function's. */
    static ProbePlace parse(String text) {
        return Syntax.parse(text);
    }

    /** The regular expressions of {@link #parse}. */
    final class Syntax {
        private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-fA-F]{1,16})");
        private static final Pattern OFFSET = Pattern.compile("(.+)\\+(?:0x([0-9a-fA-F]{1,15})|([0-9]{1,18}))");
        private static final Pattern LINE = Pattern.compile("(.+):([1-9][0-9]{0,8})");

        private Syntax() {}

        private static ProbePlace parse(String text) {
            if (text.startsWith(USDT)) {
                String[] names = text.substring(USDT.length()).split(":", 2);
                return new Tracepoint(names[0], names.length > 1 ? names[1] : "");
            }
            Matcher address = ADDRESS.matcher(text);
            if (address.matches()) {
                return new Address(Long.parseUnsignedLong(address.group(1), 16));
            }
            Matcher line = LINE.matcher(text);
            if (line.matches()) {
                return new Line(line.group(1), Integer.parseInt(line.group(2)));
            }
            Matcher offset = OFFSET.matcher(text);
            return offset.matches()
                    ? new Offset(offset.group(1), offset.group(2) == null
                            ? Long.parseLong(offset.group(3))
                            : Long.parseLong(offset.group(2), 16))
                    : new Function(text);
        }
    }
}
