package io.finelame.datasets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The server's side of what client and attacker send: answers each request and notes it. */
final class Listener implements AutoCloseable {
    /** A request as it arrived; at is System.nanoTime(). */
    record Arrival(String path, InetSocketAddress source, long at) {}

    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    /** Every answer is this body. */
    Listener(String body) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", exchange -> answer(exchange, body.getBytes(StandardCharsets.UTF_8)));
        server.start();
    }

    private void answer(HttpExchange exchange, byte[] body) throws IOException {
        arrivals.add(new Arrival(exchange.getRequestURI().getPath(), exchange.getRemoteAddress(), System.nanoTime()));
        first.countDown();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    List<String> paths() {
        return arrivals.stream().map(Arrival::path).toList();
    }

    void awaitFirst() throws InterruptedException {
        first.await();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
