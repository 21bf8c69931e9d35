package io.finelame.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ParameterizedClass
@EnumSource(Node.class)
@Tag("slow")
class PythonWorkloadTest {
    @Parameter
    private Node node;

    @TempDir
    private Path directory;

    @BeforeEach
    void require() throws IOException {
        Python.require();
    }

    @Test
    void visitors_allAnswered_countEachRequestOnce() throws IOException {
        Files.writeString(directory.resolve("page.html"), "page");
        try (Server server = Python.serve(directory)) {
            JsonNode summary = visit(server.url(), "--requests", 200).summary("visitors");

            assertEquals(200, summary.get("ok").asInt());
            assertEquals(0, summary.get("errors").asInt() + summary.get("timeouts").asInt());
        }
    }

    @Test
    void visitors_visit_makesItsRequestsOnOneConnection() throws IOException {
        try (Listener listener = new Listener("page")) {
            JsonNode summary = visit(listener.url(), "--requests", 200, "--per-visit", 5).summary("visitors");

            long connections = listener.arrivals().stream().map(Listener.Arrival::source).distinct().count();
            assertEquals(200, listener.arrivals().size());
            assertEquals(summary.get("visits").asLong(), connections);
            assertEquals(200 / 3.0, connections, 20);
        }
    }

    @Test
    void visitors_requests_arePagesSearchesAndLogins() throws IOException {
        try (Listener listener = new Listener("page")) {
            visit(listener.url(), "--requests", 400);

            List<String> paths = listener.paths();
            assertEquals(40, paths.stream().filter("/login"::equals).count(), 20);
            assertEquals(60, paths.stream().filter("/search"::equals).count(), 25);
            assertEquals(300, paths.stream().filter("/page.html"::equals).count(), 35);
        }
    }

    @Test
    void visitors_urlElsewhere_isRefused() throws IOException {
        Script.Result result = visit("http://192.0.2.1:80");

        assertEquals(2, result.status());
        assertTrue(result.err().contains("expected a loopback address"), result.err());
    }

    @Test
    void workload_serverGone_fails() throws IOException {
        String url;
        try (Listener listener = new Listener("page")) {
            url = listener.url();
        }
        list();

        Script.Result result = Script.run(Python.file("workload.sh"), "--url", url, "--pages", directory, "--node",
                node.executable());

        assertEquals(1, result.status());
        assertTrue(result.err().contains("ECONNREFUSED"), result.err());
    }

    @Test
    void record_withoutRecorder_printsSummariesAndEndsTheServer() throws IOException {
        Script.Result result = Script.run(Python.file("record.sh"), "--no-recording", "--node", node.executable(),
                "--page-count", 100, "--requests", 60, "--attacks", 2, "--interval", 0.3, "--train-time", 1, "--scale",
                0.1);

        assertEquals(0, result.status(), result.err());
        assertEquals(60, result.summary("visitors").get("ok").asInt());
        for (String type : List.of("redos", "slow-body", "large-answer")) {
            assertEquals(2, result.summary(type).get("ok").asInt());
        }
        URI server = serverOf(result);
        assertThrows(ConnectException.class, () -> new Socket(server.getHost(), server.getPort()).close());
    }

    private Script.Result visit(Object url, Object... options) throws IOException {
        Object[] fixed = {node.executable(), Python.file("visitors.js"), "--url", url, "--list", list(), "--rate", 2000,
                "--think-ms", 1};
        Object[] all = Stream.concat(Stream.of(fixed),
                Stream.of(options)).toArray();
        return Script.run(all);
    }

    private Path list() throws IOException {
        return Files.writeString(directory.resolve("list.txt"), "/page.html\n");
    }

    private static URI serverOf(Script.Result result) {
        Matcher line = Pattern.compile("record\\.sh: Python \\S+ at (\\S+)").matcher(result.err());
        assertTrue(line.find(), result.err());
        return URI.create(line.group(1));
    }
}
