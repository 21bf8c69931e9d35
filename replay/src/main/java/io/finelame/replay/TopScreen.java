package io.finelame.replay;

import io.finelame.record.RecordingReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp;
import org.jline.utils.NonBlockingReader;

/** The terminal that {@code finelame top} draws on; closing it gives it back as it was. */
final class TopScreen implements AutoCloseable {
    private static final int KEY_WAIT_MS = 100;
    private static final int ROOM_FOR_HEADING = 5;

    private final Terminal terminal;
    private final Attributes before;
    private final Display display;
    private final boolean colours = System.getenv("NO_COLOR") == null;
    private String column;
    private boolean reversed;
    private boolean paused;
    private boolean ended;

    private TopScreen(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.enterRawMode();
        this.display = new Display(terminal, true);
        terminal.puts(InfoCmp.Capability.enter_ca_mode);
        terminal.puts(InfoCmp.Capability.cursor_invisible);
    }

    static TopScreen open() throws IOException {
        return new TopScreen(TerminalBuilder.builder().system(true).build());
    }

    /** Until a key ends it, or so many looks. */
    void show(LiveRequests live, RecordingReader reader, TopView view, String sortedBy, double interval, int looks)
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
                if (key(view)) {
                    draw(heading, view);
                }
            }
        }
    }

    private void draw(List<String> heading, TopView view) {
        int height = Math.max(ROOM_FOR_HEADING + 1, terminal.getHeight());
        int width = Math.max(20, terminal.getWidth());
        List<AttributedString> lines = new ArrayList<>();
        heading.forEach(line -> lines.add(new AttributedString(line)));
        lines.add(new AttributedString(paused ? "paused; p goes on" : " "));
        List<String> table = view.table(column, reversed, height - ROOM_FOR_HEADING);
        lines.add(styled(table.getFirst(), AttributedStyle.DEFAULT.inverse(), width));
        table.stream().skip(1).forEach(line -> lines.add(line.endsWith("!")
                ? styled(line, AttributedStyle.DEFAULT.foreground(AttributedStyle.RED).bold(), 0)
                : new AttributedString(line)));
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
        terminal.puts(InfoCmp.Capability.cursor_visible);
        terminal.puts(InfoCmp.Capability.exit_ca_mode);
        terminal.flush();
        terminal.setAttributes(before);
        terminal.close();
    }
}
