package io.finelame.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client's connection that is kept alive. */
public final class Connection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader answers;

    public Connection(URI server) throws IOException {
        this(server, "0.0.0.0");
    }

    /** @param source address that it comes from */
    Connection(URI server, String source) throws IOException {
        socket.bind(new InetSocketAddress(source, 0));
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.setSoTimeout(10_000);
        answers = new BufferedReader(
                new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** Waits for the whole answer. */
    public void get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: server\r\n\r\n");
        receive();
    }

    public void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
    }

    void receive() throws IOException {
        int length = 0;
        String line = answers.readLine();
        while (line != null && !line.isEmpty()) {
            if (line.toLowerCase().startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
            line = answers.readLine();
        }
        for (int i = 0; i < length; i++) {
            answers.read();
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
