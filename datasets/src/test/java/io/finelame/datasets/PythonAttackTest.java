package io.finelame.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class PythonAttackTest {
    @TempDir
    private Path pages;

    @BeforeEach
    void require() throws IOException {
        Python.require();
    }

    @Test
    void redos_requests_burnTheServersCpu() throws IOException {
        try (Server server = Python.serve(pages)) {
            long before = server.processCpuTime().toMillis();

            JsonNode summary = attack("redos", server.url(), "--least", 0.1, "--most", 0.4);

            // 0.1, 0.2 and 0.4 s; calibrated on a busy machine they may come out cheaper.
            long burnt = server.processCpuTime().toMillis() - before;
            assertEquals(3, summary.get("ok").asInt());
            assertEquals(0.7, summary.get("cost").get("sum").asDouble(), 0.001);
            assertTrue(burnt > 350, () -> "ms: " + burnt);
        }
    }

    @Test
    void slowBody_requests_keepTheServerWaiting() throws IOException {
        try (Server server = Python.serve(pages)) {
            JsonNode summary = attack("slow-body", server.url(), "--least", 0.5, "--most", 2);

            assertEquals(3, summary.get("ok").asInt());
            summary.get("latency_ms").forEach(latency -> assertTrue(latency.asInt() >= 500, summary::toString));
        }
    }

    @Test
    void largeAnswer_requests_areAnsweredByThatMuch() throws IOException {
        // Of as many pages as 8 MB of results take: each e that the search knows is a result of 122 bytes.
        for (int i = 0; i < 40; i++) {
            Files.writeString(pages.resolve("page-" + (10_000 + i) + ".html"), "e".repeat(2000));
        }
        try (Server server = Python.serve(pages)) {
            JsonNode summary = attack("large-answer", server.url(), "--least", 2, "--most", 8);

            long bytes = 0;
            for (JsonNode answer : summary.get("bytes")) {
                bytes += answer.asLong();
            }
            assertEquals(3, summary.get("ok").asInt());
            assertEquals(1e6 * summary.get("cost").get("sum").asDouble(), bytes, 1.4e6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redos", "slow-body", "large-answer"})
    void attack_default_comesFromTheAddressInTheLabels(String type) throws IOException {
        String address = Files.readAllLines(Python.file("labels.csv")).stream()
                .filter(line -> line.endsWith("," + type)).map(line -> line.split(",")[0]).findFirst().orElseThrow();
        try (Listener listener = new Listener("{\"origin_ip\": \"" + address + "\"}")) {
            attack(type, listener.url(), "--least", 0.01, "--most", 0.01);

            List<String> sources = listener.arrivals().stream()
                    .map(arrival -> arrival.source().getAddress().getHostAddress()).toList();
            assertEquals(List.of(address, address, address), sources);
        }
    }

    @Test
    void attack_serverSeesAnotherSource_fails() throws IOException {
        try (Listener listener = new Listener("{\"origin_ip\": \"127.0.0.1\"}")) {
            Script.Result result = Python.run("attack.py", "redos", "--url", listener.url(), "--requests", 1);

            assertEquals(1, result.status());
            assertTrue(result.err().contains("the server saw 127.0.0.1 as the source"), result.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1:80", "http://127.0.0.1"})
    void attack_urlElsewhere_isRefused(String url) throws IOException {
        Script.Result result = Python.run("attack.py", "redos", "--url", url);

        assertEquals(2, result.status());
        assertTrue(result.err().matches("attack\\.py: argument --url: .*expected .*127\\.x\\.x\\.x.*"), result.err());
    }

    private static JsonNode attack(String type, Object url, Object... costs) throws IOException {
        Script.Result result = Python.run("attack.py", type, "--url", url, "--requests", 3, "--interval", 0.01,
                costs[0], costs[1], costs[2], costs[3]);
        assertEquals(0, result.status(), result.err());
        return result.summary(type);
    }
}
