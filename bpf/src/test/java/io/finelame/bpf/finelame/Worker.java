package io.finelame.bpf.finelame;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** The test server of worker.c, running; each command is answered once it is done. */
final class Worker implements AutoCloseable {
    static final Path EXECUTABLE = Path.of("target/test-classes/worker").toAbsolutePath();

    private final Process process;
    private final PrintWriter in;
    private final BufferedReader out;

    Worker() throws IOException {
        process = new ProcessBuilder(EXECUTABLE.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        in = new PrintWriter(process.outputWriter(), true);
        out = process.inputReader();
    }

    int pid() {
        return (int) process.pid();
    }

    void run(String command, long a, long b) throws IOException {
        in.println(command + " " + a + " " + b);
        if (!"done".equals(out.readLine())) {
            throw new IOException("the worker ended");
        }
    }

    void run(String command, long a) throws IOException {
        run(command, a, 0);
    }

    /** CPU time of the whole process, ns, from its schedstat: not rounded to ticks. */
    long cpuTime() throws IOException {
        return Long.parseLong(java.nio.file.Files.readString(Path.of("/proc/" + pid() + "/schedstat")).split(" ")[0]);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
