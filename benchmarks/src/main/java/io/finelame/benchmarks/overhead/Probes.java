package io.finelame.benchmarks.overhead;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What watches the server during a measurement: a recorder or bpftrace in a process of its own; closing detaches it. */
final class Probes implements AutoCloseable {
    private static final long SECONDS_TO_END = 20;

    private final Process process;

    private Probes(Process process) {
        this.process = process;
    }

    /**
     * Comes back when it is attached.
     *
     * @param command empty: nothing watches
     * @param ready how the line begins by which it says so
     */
    static Probes attach(List<String> command, String ready) throws IOException {
        if (command.isEmpty()) {
            return new Probes(null);
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        BufferedReader said = process.inputReader();
        StringBuilder all = new StringBuilder();
        String line;
        while ((line = said.readLine()) != null) {
            if (line.startsWith(ready)) {
                Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
                return new Probes(process);
            }
            all.append(line).append('\n');
        }
        throw new IOException(String.join(" ", command) + " did not attach:\n" + all);
    }

    @Override
    public void close() throws IOException {
        if (process == null) {
            return;
        }
        // As Ctrl-C does, which bpftrace wants.
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException("process " + process.pid() + " did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
