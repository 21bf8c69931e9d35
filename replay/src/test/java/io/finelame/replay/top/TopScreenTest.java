package io.finelame.replay.top;

import io.finelame.cli.testing.PseudoTerminal;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jline.builtins.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real command on a pseudo-terminal, whose screen an emulator keeps. */
@Tag("slow")
class TopScreenTest {
    private static final Path RECORDING = Path.of("../datasets/python/recording");
    private static final int COLUMNS = 200;
    private static final int LINES = 12;
    /** Of xterm: back to the main screen, and a cursor that is seen. */
    private static final String LEAVE = "\033[?1049l";
    private static final String SHOW_CURSOR = "\033[?25h";

    private final ScreenTerminal screen = new ScreenTerminal(COLUMNS, LINES);
    @TempDir
    private Path directory;

    private Process terminal;
    private Reader output;

    private void start(String... arguments) throws IOException {
        String top = PseudoTerminal.commandLine(TopCommand.class,
                Stream.concat(Stream.of("--attach", RECORDING.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
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

    /** Reads until this has been printed; all that was, from the last call on. */
    private String awaitPrinted(String text) throws IOException {
        StringBuilder printed = new StringBuilder();
        char[] buffer = new char[4096];
        while (!printed.toString().contains(text)) {
            int count = output.read(buffer);
            assertTrue(count >= 0, "ended with " + printed);
            printed.append(buffer, 0, count);
        }
        return printed.toString();
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
    void interrupt_ctrlC_givesTheTerminalBack() throws Exception {
        start("--interval", "60");
        await(sortedBy("vage"));
        press((char) 3);

        String rest = awaitPrinted(LEAVE);
        assertTrue(rest.contains(SHOW_CURSOR), rest);
        terminal.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertEquals(130, terminal.waitFor());
    }

    /** A shell with job control runs it in the foreground, in the background, and in the foreground again. */
    @Test
    void stop_ctrlZ_givesTheTerminalBackUntilFg() throws Exception {
        terminal = PseudoTerminal.start(LINES, COLUMNS, "bash --norc -i");
        output = new InputStreamReader(terminal.getInputStream(), StandardCharsets.UTF_8);
        // A terminal's line has 4,095 characters at most: a class path is longer.
        Path script = Files.writeString(directory.resolve("top.sh"),
                "exec " + PseudoTerminal.commandLine(TopCommand.class, "--attach", RECORDING.toString()) + "\n");
        type("sh " + script + "\n");
        awaitPrinted("in flight");
        press((char) 26);
        String stopped = awaitPrinted("Stopped");
        assertTrue(stopped.contains(LEAVE) && stopped.contains(SHOW_CURSOR), stopped);
        type("stty -a\n");
        awaitPrinted(" icanon");
        type("fg\n");
        awaitPrinted("in flight");
        press('q');
        awaitPrinted(LEAVE);
        type("exit\n");
        terminal.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertTrue(terminal.waitFor(60, TimeUnit.SECONDS));
    }

    private void type(String line) throws IOException {
        terminal.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        terminal.getOutputStream().flush();
    }

    @Test
    void count_looksAreOver_endsByItself() throws Exception {
        start("--interval", "0.1", "--count", "2");
        await(sortedBy("vage"));

        terminal.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertFalse(terminal.waitFor() != 0);
    }
}
