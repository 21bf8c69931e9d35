package io.finelame.replay.top;

import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.Signals;

/**
 * The terminal that {@code finelame top} draws on. It is given back as it was when the screen is closed, which a signal
 * leads to, and while it is stopped. Signals arrive on threads of their own and only leave word: one thread touches the
 * terminal, as a change of its mode doesn't reach a read that has begun.
 */
final class TopScreen implements AutoCloseable {
    /** Signals that end the command, with their numbers. */
    private static final Map<String, Integer> ENDING = Map.of("HUP", 1, "INT", 2, "TERM", 15);
    /** What a shell adds to a signal's number. */
    private static final int SIGNALLED = 128;
    private static final int KEY_WAIT_MS = 100;
    private static final int ROOM_FOR_HEADING = 5;

    private final Terminal terminal;
    private final Attributes before;
    private final boolean colours = System.getenv("NO_COLOR") == null;
    private Display display;
    private boolean entered;
    private volatile boolean outdated;
    private volatile boolean stopping;
    private volatile boolean continued;
    private String column;
    private boolean reversed;
    private boolean paused;
    private volatile boolean ended;
    private volatile int exitCode;

    private TopScreen(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
    }

    static TopScreen open() throws IOException {
        TopScreen screen = new TopScreen(TerminalBuilder.builder().system(true).build());
        screen.enter();
        ENDING.forEach((signal, number) -> Signals.register(signal, () -> screen.end(SIGNALLED + number)));
        screen.terminal.handle(Terminal.Signal.TSTP, _ -> screen.stopping = true);
        screen.terminal.handle(Terminal.Signal.CONT, _ -> screen.continued = true);
        screen.terminal.handle(Terminal.Signal.WINCH, _ -> screen.outdated = true);
        return screen;
    }

    /** Also after another program may have written to the terminal: all is drawn anew. */
    private void enter() {
        terminal.enterRawMode();
        terminal.puts(InfoCmp.Capability.enter_ca_mode);
        terminal.puts(InfoCmp.Capability.cursor_invisible);
        terminal.puts(InfoCmp.Capability.clear_screen);
        terminal.flush();
        display = new Display(terminal, true);
        entered = true;
        continued = false;
        outdated = true;
    }

    private void leave() {
        if (entered) {
            entered = false;
            terminal.puts(InfoCmp.Capability.cursor_normal);
            terminal.puts(InfoCmp.Capability.exit_ca_mode);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    /** A handled SIGTSTP stops nothing, and one that isn't handled stops before the terminal is given back. */
    private void stop() {
        stopping = false;
        leave();
        try {
            new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid())).start().waitFor();
        } catch (IOException noSuchProgram) {
            outdated = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        continued = true;
    }

    /** The loop ends then: a JVM that shuts down closes the terminal before it could be given back. */
    private void end(int code) {
        exitCode = code;
        ended = true;
    }

    /**
     * Until a key or a signal ends it, or this many updates were shown.
     *
     * @return the command's exit code: 128 and the signal's number where one ended it
     */
    int show(LiveRequests live, RecordingReader reader, TopView view, String sortedBy, double interval, int looks)
            throws IOException {
        column = sortedBy;
        for (int look = 0; look < looks && !ended; look++) {
            if (!paused) {
                live.read(reader);
            }
            List<String> heading = view.heading();
            draw(heading, view);
            long until = System.nanoTime() + (long) (interval * 1e9);
            while (!ended && System.nanoTime() < until) {
                boolean changed = key(view);
                if (stopping) {
                    stop();
                }
                if (continued) {
                    enter();
                }
                if (changed || outdated) {
                    draw(heading, view);
                }
            }
        }
        return exitCode;
    }

    private void draw(List<String> heading, TopView view) {
        outdated = false;
        int height = Math.max(ROOM_FOR_HEADING + 1, terminal.getHeight());
        int width = Math.max(20, terminal.getWidth());
        List<AttributedString> lines = new ArrayList<>();
        heading.forEach(line -> lines.add(new AttributedString(line)));
        lines.add(new AttributedString(paused ? "paused; p goes on" : " "));
        List<TopView.Line> table = view.table(column, reversed, height - ROOM_FOR_HEADING);
        lines.add(styled(table.getFirst().text(), AttributedStyle.DEFAULT.inverse(), width));
        table.stream().skip(1).forEach(line -> lines.add(line.flagged()
                ? styled(line.text(), AttributedStyle.DEFAULT.foreground(AttributedStyle.RED).bold(), 0)
                : new AttributedString(line.text())));
        display.resize(height, width);
        display.update(lines.stream().limit(height).map(line -> line.columnSubSequence(0, width)).toList(), 0);
    }

    private AttributedString styled(String line, AttributedStyle style, int width) {
        String padded = line + " ".repeat(Math.max(0, width - line.length()));
        return colours
                ? new AttributedStringBuilder().append(padded, style).toAttributedString()
                : new AttributedString(line);
    }

    /** Whether a key changed what is to be seen. */
    private boolean key(TopView view) throws IOException {
        int key = terminal.reader().read(KEY_WAIT_MS);
        List<String> columns = view.columns();
        int at = columns.indexOf(column);
        switch (key) {
            case 'q', 3, 4, NonBlockingReader.EOF -> ended = true;
            case '<', ',' -> column = columns.get((at + columns.size() - 1) % columns.size());
            case '>', '.' -> column = columns.get((at + 1) % columns.size());
            case 'r' -> reversed = !reversed;
            case 'p', ' ' -> paused = !paused;
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        leave();
        terminal.close();
    }
}
