package io.finelame.dist;

import io.finelame.cli.testing.Mutator;
import io.finelame.recording.ForgedRecording;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What happens to a file, as a seed has it. */
enum Damage {
    /** A text's bytes; its words, lines and nesting; or one token alone, so that the rest gets as far as it can. */
    TEXT {
        @Override
        byte[] of(byte[] whole, long seed) {
            return switch ((int) (seed % 4)) {
                case 0 -> bytes(whole, new Random(seed));
                case 1 -> new Mutator(seed).mutate(whole);
                default -> token(whole, new Random(seed));
            };
        }
    },
    /** Bytes of a recording, or documents of it whose checksums are right, so that what they say gets as far as it can. */
    RECORDING {
        @Override
        byte[] of(byte[] whole, long seed) {
            return seed % 2 == 0 ? bytes(whole, new Random(seed)) : ForgedRecording.of(whole, seed);
        }
    };

    /** Of JSON, YAML or CSV: a quoted text, a number, or a word. */
    private static final Pattern TOKEN = Pattern.compile("\"[^\"\\n]*\"|[\\w.+-]+");
    private static final List<String> OTHERS = List.of("null", "0", "-1", "1e308", "-1e308", "1e-320", "0.5",
            "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1e999", "\"NaN\"", "NaN", "\"\"",
            "",
            "\"\\u0000\"", "\"\\u001b[2J\"", "\u0007", "true", "[]", "{}", "[null]", "[1, 2]", "\"../x\"",
            "\"=cmd()\"");

    abstract byte[] of(byte[] whole, long seed);

    private static byte[] token(byte[] whole, Random random) {
        String text = new String(whole, StandardCharsets.UTF_8);
        List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
        MatchResult token = tokens.get(random.nextInt(tokens.size()));
        return (text.substring(0, token.start()) + OTHERS.get(random.nextInt(OTHERS.size()))
                + text.substring(token.end())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        int from = random.nextInt(whole.length);
        int to = Math.min(whole.length, from + 1 + random.nextInt(1 << random.nextInt(1, 16)));
        switch (random.nextInt(5)) {
            case 0 -> {
                return Arrays.copyOf(whole, from);
            }
            case 1 -> {
                for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> Arrays.fill(damaged, from, to, (byte) 0);
            case 3 -> Arrays.fill(damaged, from, to, (byte) 0xff);
            default -> {
                byte[] noise = new byte[to - from];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, damaged, from, noise.length);
            }
        }
        return damaged;
    }
}
