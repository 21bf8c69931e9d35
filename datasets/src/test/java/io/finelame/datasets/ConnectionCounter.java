package io.finelame.datasets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that counts connections: by their ports they can't be told apart, since the kernel may choose one twice. */
final class ConnectionCounter implements AutoCloseable {
    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"
            .getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket socket = new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1"));

    ConnectionCounter() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> answer(connection));
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** Each request, as long as the client keeps the connection. */
    private static void answer(Socket connection) {
        try (connection) {
            BufferedReader reader = new BufferedReader(
                    new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isEmpty()) {
                    connection.getOutputStream().write(ANSWER);
                }
            }
        } catch (IOException left) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
