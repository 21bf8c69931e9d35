package io.finelame.cli;

import io.finelame.cli.text.OneLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a signal leaves of a command that doesn't record. The JVM ends with 128 and the signal's number, as by default; one
 * line says what is kept, nothing that fails because of it is reported, and unfinished directories are deleted.
 */
public final class Interruption {
    private static final int DELETIONS = 100;
    private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();
    private static volatile Supplier<String> kept = () -> "";
    private static volatile boolean ended;

    private Interruption() {}

    /** Standard error, until the command is interrupted. */
    private static final class Gate extends FilterOutputStream {
        private boolean closed;

        Gate() {
            super(new FileOutputStream(FileDescriptor.err));
        }

        @Override
        public synchronized void write(int value) throws IOException {
            if (!closed) {
                out.write(value);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            if (!closed) {
                out.write(bytes, offset, length);
            }
        }

        synchronized void closeWith(String line, PrintStream err) throws IOException {
            out.write(line.getBytes(err.charset()));
            closed = true;
        }
    }

    /** From now on, until {@link #end}, a signal is reported. */
    static void install() {
        Gate gate = new Gate();
        PrintStream err = new PrintStream(gate, true, System.err.charset());
        System.setErr(err);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!ended) {
                report(gate, err);
            }
            UNFINISHED.forEach(Interruption::delete);
        }, "report-interruption"));
    }

    /** The command has ended: what ends the JVM is no signal. */
    static void end() {
        ended = true;
    }

    /** @param words what is kept if the command is interrupted from now on, and what to do */
    public static void keeps(Supplier<String> words) {
        kept = words;
    }

    /** Has a directory deleted if the command is interrupted before {@link #finished}. */
    public static void unfinished(Path directory) {
        UNFINISHED.add(directory);
    }

    public static void finished(Path directory) {
        UNFINISHED.remove(directory);
    }

    private static void report(Gate gate, PrintStream err) {
        String words = kept.get();
        String line = "finelame: interrupted" + (words.isEmpty() ? "" : ": " + OneLine.printable(words));
        try {
            gate.closeWith((Progress.isDrawn() ? Progress.CLEARED_LINE : "") + line + System.lineSeparator(), err);
        } catch (IOException nobodyReadsIt) {
            // There is nothing left to report it to.
        }
    }

    /** The command still writes to it, until the directory itself is gone. */
    private static void delete(Path directory) {
        for (int times = 0; times < DELETIONS && Files.exists(directory); times++) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
                Files.deleteIfExists(directory);
            } catch (DirectoryNotEmptyException more) {
                Thread.onSpinWait();
            } catch (IOException kept) {
                return;
            }
        }
    }
}
