import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * JdkServer PORT pool|virtual|supplied: the JDK's server; each request waits a little, as for a database, and then works, or waits for
 * a thread of the common pool that does.
 */
final class JdkServer {
    private static final int THREADS = 50;
    private static final long WAIT_MS = 20;
    private static final byte[] ANSWER = "done\n".getBytes(StandardCharsets.US_ASCII);

    private JdkServer() {}

    private static void burn(String path) {
        try {
            Burn.path(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, 256);
        server.setExecutor(switch (arguments[1]) {
            case "pool", "supplied" -> Executors.newFixedThreadPool(THREADS);
            case "virtual" -> Executors.newVirtualThreadPerTaskExecutor();
            default -> throw new IllegalArgumentException("expected pool, virtual or supplied; found " + arguments[1]);
        });
        server.createContext("/burn/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                Thread.sleep(WAIT_MS);
                String path = exchange.getRequestURI().getPath();
                if (arguments[1].equals("supplied")) {
                    CompletableFuture.runAsync(() -> burn(path)).join();
                } else {
                    burn(path);
                }
                exchange.sendResponseHeaders(200, ANSWER.length);
                exchange.getResponseBody().write(ANSWER);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }
}
