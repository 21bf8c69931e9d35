package io.finelame.replay;

import io.finelame.record.PseudoTerminal;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jline.builtins.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real command on a pseudo-terminal, whose screen an emulator keeps. */
class TopScreenTest {
    private static final Path RECORDING = Path.of("../datasets/python/recording");
    private static final int COLUMNS = 200;
    private static final int LINES = 12;

    private final ScreenTerminal screen = new ScreenTerminal(COLUMNS, LINES);
    private Process terminal;
    private Reader output;

    private void start(String... arguments) throws IOException {
        String top = PseudoTerminal.commandLine(TopCommand.class,
                Stream.concat(Stream.of("--attach", RECORDING.toString()), Stream.of(arguments)).toArray(String[]::new));
        terminal = PseudoTerminal.start(LINES, COLUMNS, top);
        output = new InputStreamReader(terminal.getInputStream(), StandardCharsets.UTF_8);
    }

    @AfterEach
    void stop() {
        terminal.destroyForcibly();
    }

    private void press(char key) throws IOException {
        OutputStream keys = terminal.getOutputStream();
        keys.write(key);
        keys.flush();
    }

    private List<String> lines() {
        int[] cells = new int[COLUMNS * LINES];
        long[] dump = new long[COLUMNS * LINES];
        screen.dump(dump, 0, 0, LINES, COLUMNS, null);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = (int) (dump[i] & 0x7fffffff);
        }
        return Stream.iterate(0, line -> line + 1).limit(LINES)
                .map(line -> new String(cells, line * COLUMNS, COLUMNS).stripTrailing()).toList();
    }

    /** Reads until the screen is as wanted; its lines then. */
    private List<String> await(Predicate<List<String>> wanted) throws IOException {
        char[] buffer = new char[4096];
        while (!wanted.test(lines())) {
            int count = output.read(buffer);
            assertTrue(count >= 0, "ended with " + String.join("\n", lines()));
            screen.write(new String(buffer, 0, count));
        }
        return lines();
    }

    private static Predicate<List<String>> sortedBy(String marked) {
        return lines -> lines.get(4).contains(" " + marked + " ");
    }

    @Test
    void keys_sortReversePauseQuit_showOnTheScreen() throws Exception {
        start("--interval", "60");
        List<String> first = await(sortedBy("vage"));
        assertTrue(first.getFirst().contains("python") && first.get(1).contains(" in flight"), first.toString());

        press('>');
        await(sortedBy("vcputime"));
        press('r');
        await(sortedBy("^cputime"));
        press('<');
        await(sortedBy("^age"));
        press('p');
        await(lines -> lines.get(3).startsWith("paused"));
        press('p');
        await(lines -> !lines.get(3).startsWith("paused"));
        press('q');
        assertTrue(terminal.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, terminal.exitValue());
    }

    @Test
    void count_looksAreOver_endsByItself() throws Exception {
        start("--interval", "0.1", "--count", "2");
        await(sortedBy("vage"));

        terminal.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertFalse(terminal.waitFor() != 0);
    }
}
