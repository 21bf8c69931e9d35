package io.finelame.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ParameterizedClass
@EnumSource(Node.class)
@Tag("slow")
class ClientTest {
    @Parameter
    private Node node;

    @TempDir
    private Path directory;

    @Test
    void client_allAnswered_countsEachRequestOnce() throws IOException {
        try (Listener listener = new Listener("page")) {
            Script.Result result = client(listener.url(), list(20), "--requests", 300, "--rate", 2000);

            JsonNode summary = result.summary("client");
            assertEquals(0, result.status(), result.err());
            assertEquals(300, listener.arrivals().size());
            assertEquals(300, summary.get("ok").asInt());
            assertEquals(0,
                    summary.get("errors").asInt() + summary.get("timeouts").asInt() + summary.get("unsent").asInt());
            assertEquals(300 * "page".length(), summary.get("bytes").asInt());
        }
    }

    @Test
    void client_missingPages_countsThemAsErrorsAndFails() throws IOException {
        Path pages = Files.createDirectory(directory.resolve("pages"));
        Files.writeString(pages.resolve("page-0.html"), "page");
        try (Server server = new Server(node, pages)) {
            Script.Result result = client(server.url(), list(2), "--requests", 40, "--rate", 2000, "--seed", 3);

            JsonNode summary = result.summary("client");
            assertEquals(1, result.status());
            assertEquals(40, summary.get("ok").asInt() + summary.get("errors").asInt());
            assertEquals(summary.get("ok").asInt() * "page".length(), summary.get("bytes").asInt());
            assertTrue(result.err().contains("the first by: /page-1.html: status 404"), result.err());
        }
    }

    @Test
    void client_noAnswer_countsTimeoutsAndFails() throws IOException {
        // The kernel completes connections that nobody accepts.
        try (ServerSocket silent = new ServerSocket()) {
            silent.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);

            Script.Result result = client("http://127.0.0.1:" + silent.getLocalPort(), list(1), "--requests", 5,
                    "--rate", 1000, "--timeout", 0.2);

            assertEquals(1, result.status());
            assertEquals(5, result.summary("client").get("timeouts").asInt());
        }
    }

    @Test
    void client_serverGone_givesUpAndCountsTheUnsent() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }

        Script.Result result = client("http://127.0.0.1:" + port, list(1), "--requests", 500, "--rate", 1000);

        JsonNode summary = result.summary("client");
        assertEquals(1, result.status());
        assertTrue(summary.get("unsent").asInt() > 400, summary::toString);
        assertEquals(500, summary.get("errors").asInt() + summary.get("unsent").asInt());
    }

    @Test
    void client_sameSeed_asksForTheSamePagesInTheSameOrder() throws IOException {
        assertEquals(walk(7), walk(7));
        assertNotEquals(walk(7), walk(8));
    }

    @Test
    void client_manyRequests_popularityIsUneven() throws IOException {
        try (Listener listener = new Listener("page")) {
            client(listener.url(), list(50), "--requests", 1000, "--rate", 5000);

            List<Integer> counts = IntStream.range(0, 50)
                    .mapToObj(i -> Collections.frequency(listener.paths(), page(i))).sorted().toList();

            // By 1/r^0.8, the first of 50 pages is asked for 22 times as often as the last.
            assertTrue(counts.getLast() > 8 * counts.getFirst(), counts::toString);
        }
    }

    @Test
    void client_default_opensOneConnectionPerRequest() throws IOException {
        assertEquals(30, connections());
    }

    @Test
    void client_keepAlive_reusesTheConnection() throws IOException {
        assertEquals(1, connections("--keep-alive"));
    }

    @Test
    void client_urlElsewhere_isRefused() throws IOException {
        Script.Result result = client("http://192.0.2.1:80", list(1));

        assertEquals(2, result.status());
        assertTrue(result.err().contains("expected a loopback address"), result.err());
    }

    /** Made for 30 requests. */
    private int connections(Object... options) throws IOException {
        try (ConnectionCounter server = new ConnectionCounter()) {
            Object[] all = Stream
                    .concat(Stream.of("--requests", 30, "--rate", 2000, "--concurrency", 1), Stream.of(options))
                    .toArray();
            Script.Result result = client(server.url(), list(5), all);
            assertEquals(0, result.status(), result.err());
            return server.connections();
        }
    }

    private List<String> walk(int seed) throws IOException {
        try (Listener listener = new Listener("page")) {
            client(listener.url(), list(30), "--requests", 60, "--rate", 2000, "--concurrency", 1, "--seed", seed);
            return listener.paths();
        }
    }

    private Script.Result client(Object url, Path list, Object... options) throws IOException {
        return node.run("client.js",
                Stream.concat(Stream.of("--url", url, "--list", list), Stream.of(options)).toArray());
    }

    private Path list(int count) throws IOException {
        return Files.write(directory.resolve("list.txt"),
                IntStream.range(0, count).mapToObj(ClientTest::page).toList());
    }

    private static String page(int number) {
        return "/page-" + number + ".html";
    }
}
