import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * YamlServer PORT: the JDK's server on virtual threads, which takes configurations by SnakeYAML 1.25: a key of nested aliases is
 * hashed over and over (CVE-2017-18640 and its kind).
 */
final class YamlServer {
    private YamlServer() {}

    static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, 256);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                byte[] answer = answer(exchange.getRequestURI().getPath(), exchange.getRequestURI().getQuery(), body)
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
    }

    private static String answer(String path, String query, byte[] body) {
        return switch (path) {
            case "/page" -> Pages.page(Integer.parseInt(query.substring("n=".length())));
            case "/upload" -> Pages.upload(body);
            default -> load(new String(body, StandardCharsets.UTF_8));
        };
    }

    private static String load(String text) {
        try {
            new Yaml().load(text);
            return "taken";
        } catch (YAMLException | StackOverflowError e) {
            return "refused";
        }
    }
}
