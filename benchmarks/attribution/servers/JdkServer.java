import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** JdkServer PORT pool|virtual: the JDK's server; each request waits a little, as for a database, and then works. */
final class JdkServer {
    private static final int THREADS = 50;
    private static final long WAIT_MS = 20;
    private static final byte[] ANSWER = "done\n".getBytes(StandardCharsets.US_ASCII);

    private JdkServer() {}

    static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, 256);
        server.setExecutor(switch (arguments[1]) {
            case "pool" -> Executors.newFixedThreadPool(THREADS);
            case "virtual" -> Executors.newVirtualThreadPerTaskExecutor();
            default -> throw new IllegalArgumentException("expected pool or virtual; found " + arguments[1]);
        });
        server.createContext("/burn/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                Thread.sleep(WAIT_MS);
                Burn.path(exchange.getRequestURI().getPath());
                exchange.sendResponseHeaders(200, ANSWER.length);
                exchange.getResponseBody().write(ANSWER);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }
}
