package io.finelame.datasets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;

/** Debian's Apache, started by server.sh on a free port. */
final class ApacheServer implements AutoCloseable {
    /** Apache's ways to spread connections over processes and threads. */
    enum Mpm {
        EVENT,
        WORKER;

        @Override
        public String toString() {
            return name().toLowerCase();
        }
    }

    private static final Path PROGRAM = Path.of("/usr/sbin/apache2");

    private final Process process;
    private final URI url;

    ApacheServer(Mpm mpm, Path pages) throws IOException {
        assumeInstalled();
        process = Script.builder(file("server.sh"), "--mpm", mpm, "--port", 0, "--pages", pages)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        url = URI.create(line.substring(line.indexOf("http")));
    }

    /** Where there is no Apache the test is skipped, or fails where FINELAME_REQUIRE_BPF=1. */
    static void assumeInstalled() {
        boolean installed = Files.isExecutable(PROGRAM);
        String reason = PROGRAM + " is missing (Debian: sudo apt-get install apache2-bin)";
        if (!installed && "1".equals(System.getenv("FINELAME_REQUIRE_BPF"))) {
            throw new AssertionError(reason);
        }
        Assumptions.assumeTrue(installed, reason);
    }

    static Path file(String name) {
        return Path.of("apache", name).toAbsolutePath();
    }

    /** Pages in a directory that Apache may read, which serves as another user. */
    static Path pages(Path parent, int count) throws IOException {
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path pages = parent.resolve("pages");
        Script.Result made = Node.PAPER.run("make-pages.js", pages, "--count", count);
        if (made.status() != 0) {
            throw new IOException(made.err());
        }
        return pages;
    }

    URI url() {
        return url;
    }

    /** CPU time of Apache's processes, in clock ticks of 10 ms. */
    long cpuTicks() throws IOException {
        long ticks = 0;
        for (ProcessHandle worker : process.descendants().toList()) {
            String stat = Files.readString(Path.of("/proc/" + worker.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks;
    }

    /** The whole answer to a request that is sent as it is; it asks for the connection to be closed. */
    String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    String get(String path, String referer) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: server\r\nConnection: close\r\nReferer: " + referer
                + "\r\n\r\n");
    }

    /** Sends SIGTERM and answers the exit status. */
    int terminate() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        terminate();
    }
}
