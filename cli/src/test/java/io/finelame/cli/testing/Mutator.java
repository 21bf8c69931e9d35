package io.finelame.cli.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes wrong files of right ones, as a seed has it: by words, by lines, by bytes. Not thread-safe. */
public final class Mutator {
    private static final Pattern WORD = Pattern.compile("[\\w.+/-]+|\\s+|[^\\w\\s]");
    private static final List<String> NASTY = List.of("", "-1", "0", "1e999", "-1e-400", "NaN", "-Infinity",
            "2147483648",
            "9223372036854775807", "-9223372036854775808", "18446744073709551616", "7".repeat(5000), "null", "true",
            "[]",
            "{}", "[[", "\"", "'", "\\", "\\u0000", "\"\\0\"", "..", "../../escaped", "/etc/passwd", ".hidden", "%s%n",
            "!!java.net.URL [\"http://localhost/\"]", "!!javax.script.ScriptEngineManager []", "&a [*a, *a]", "*a",
            "<<: *a", "- ", ": ", ",", ";", "\t", "\n\n", "\r", "\u001b[2J", "\u0000", "\u2028", "\uD83D\uDE00",
            "\u0665",
            "REQ_CPUTIME", "req_id", "k", "legitimate", "x".repeat(100_000));

    private final Random random;

    public Mutator(long seed) {
        random = new Random(seed);
    }

    /** One to four things wrong. */
    public byte[] mutate(byte[] whole) {
        byte[] wrong = whole;
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            wrong = switch (random.nextInt(8)) {
                case 0 -> bytes(wrong);
                case 1 -> lines(wrong);
                case 2 -> nested(wrong);
                default -> words(wrong);
            };
        }
        return wrong;
    }

    private byte[] words(byte[] text) {
        List<String> words = new ArrayList<>(
                WORD.matcher(new String(text, StandardCharsets.UTF_8)).results().map(MatchResult::group).toList());
        if (words.isEmpty()) {
            words.add("");
        }
        change(words, NASTY.get(random.nextInt(NASTY.size())));
        return String.join("", words).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] lines(byte[] text) {
        List<String> lines = new ArrayList<>(new String(text, StandardCharsets.UTF_8).lines().toList());
        if (lines.isEmpty()) {
            lines.add("");
        }
        change(lines, lines.get(random.nextInt(lines.size())));
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private void change(List<String> parts, String other) {
        int at = random.nextInt(parts.size());
        switch (random.nextInt(5)) {
            case 0 -> parts.remove(at);
            case 1 -> parts.add(at, parts.get(at));
            case 2 -> Collections.swap(parts, at, random.nextInt(parts.size()));
            case 3 -> parts.add(at, other);
            default -> parts.set(at, other);
        }
    }

    private byte[] nested(byte[] text) {
        String open = List.of("[", "{\"a\":", "{a: ", "- ", "(", "\"").get(random.nextInt(6));
        int at = random.nextInt(text.length + 1);
        return insert(text, at, open.repeat(1 + random.nextInt(20_000)).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] bytes(byte[] text) {
        int at = random.nextInt(text.length + 1);
        switch (random.nextInt(4)) {
            case 0 :
                return Arrays.copyOf(text, at);
            case 1 :
                return insert(text, at, new byte[]{(byte) 0xff, (byte) 0xc0, 0});
            case 2 :
                return insert(text, at, new byte[random.nextInt(100)]);
            default :
                byte[] flipped = text.clone();
                if (flipped.length > 0) {
                    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return flipped;
        }
    }

    private static byte[] insert(byte[] text, int at, byte[] added) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(text, 0, at);
        out.writeBytes(added);
        out.write(text, at, text.length - at);
        return out.toByteArray();
    }
}
