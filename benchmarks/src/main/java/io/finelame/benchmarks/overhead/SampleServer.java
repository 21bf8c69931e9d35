package io.finelame.benchmarks.overhead;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A server of datasets/ on a free loopback port; closing ends it. */
final class SampleServer implements AutoCloseable {
    /** USER_HZ, which proc(5) counts CPU time in: 100 on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;
    private static final int AFTER_NAME = 2;
    private static final int UTIME = 14;
    private static final long SECONDS_TO_END = 10;

    private final Process process;
    private final URI url;

    private SampleServer(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** @param command one that prints {@code listening on URL} */
    static SampleServer start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        if (line == null || !line.startsWith("listening on ")) {
            process.destroy();
            throw new IOException(String.join(" ", command) + ": did not start: " + line);
        }
        return new SampleServer(process, URI.create(line.substring("listening on ".length())));
    }

    URI url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    private IntStream processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToInt(handle -> (int) handle.pid());
    }

    /** Seconds of CPU that its processes used so far, in user mode and in the kernel. */
    double cpuSeconds() {
        return processes().mapToDouble(SampleServer::cpuSeconds).sum();
    }

    private static double cpuSeconds(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + AFTER_NAME).split(" ");
            // The name, and the pid before it, are cut off.
            return (Long.parseLong(fields[UTIME - 3]) + Long.parseLong(fields[UTIME - 2])) / TICKS_PER_SECOND;
        } catch (NoSuchFileException ended) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
