package io.finelame.datasets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A dataset's server, running on a free port. */
final class Server implements AutoCloseable {
    private final Process process;
    private final URI url;

    /** server.js. */
    Server(Node node, Path pages) throws IOException {
        this(node.executable(), Script.file("server.js"), "--port", 0, "--pages", pages);
    }

    /** The command prints one line, which ends with the server's URL. */
    Server(Object... command) throws IOException {
        process = Script.builder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        url = URI.create(line.substring(line.indexOf("http")));
    }

    long pid() {
        return process.pid();
    }

    URI url() {
        return url;
    }

    /** CPU time of the thread that runs JavaScript, ns. */
    long cpuTime() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/" + process.pid() + "/schedstat")).split(" ")[0]);
    }

    /** CPU time of all threads, to 10 ms. */
    Duration processCpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    Socket connect(String source) throws IOException {
        return new Socket(InetAddress.getByName(url.getHost()), url.getPort(), InetAddress.getByName(source), 0);
    }

    /** The whole answer to a GET whose target is sent as it is: HTTP libraries would tidy it up. */
    Answer get(String target, String source) throws IOException {
        try (Socket socket = connect(source)) {
            socket.getOutputStream().write(("GET " + target + " HTTP/1.1\r\nHost: server\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            int body = answer.indexOf("\r\n\r\n") + 4;
            return new Answer(Integer.parseInt(answer.substring(9, 12)), answer.substring(0, body),
                    answer.substring(body));
        }
    }

    Answer get(String target) throws IOException {
        return get(target, "127.0.0.1");
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

    /** The body has one char per byte. */
    record Answer(int status, String head, String body) {}
}
