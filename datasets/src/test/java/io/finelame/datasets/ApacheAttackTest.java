package io.finelame.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class ApacheAttackTest {
    private static final List<String> TYPES = List.of("redos", "slowloris", "slow-body");

    @TempDir
    private Path directory;

    @Test
    void redos_requests_burnTheServersCpu() throws IOException {
        try (ApacheServer server = new ApacheServer(ApacheServer.Mpm.EVENT, pages())) {
            long before = server.cpuTicks();

            Script.Result result = attack("redos", server.url(), "--requests", 2, "--interval-ms", 1, "--letters", 20);

            long ticks = server.cpuTicks() - before;
            assertEquals(0, result.status(), result.err());
            assertEquals(2, result.summary("redos").get("ok").asInt());
            // 80 on the machine that the README's figures are from.
            assertTrue(ticks > 20, () -> "ticks: " + ticks);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slowloris", "slow-body"})
    void slow_requests_takeTheirTimeAndHardlyAnyCpu(String type) throws IOException {
        try (ApacheServer server = new ApacheServer(ApacheServer.Mpm.EVENT, pages())) {
            long before = server.cpuTicks();

            Script.Result result = attack(type, server.url(), "--requests", 4, "--interval-ms", 1, "--scale", 0.2);

            JsonNode summary = result.summary(type);
            long ticks = server.cpuTicks() - before;
            assertEquals(0, result.status(), result.err());
            assertEquals(4, summary.get("ok").asInt());
            // 0.8 to 2 s; timers may be early by the fraction of a millisecond.
            assertTrue(summary.get("latency_ms").get("p50").asDouble() > 1000, summary::toString);
            assertTrue(summary.get("latency_ms").get("max").asDouble() > 1950, summary::toString);
            assertTrue(ticks < 20, () -> "ticks: " + ticks);
        }
    }

    @ParameterizedTest
    @CsvSource({"redos, 127.0.0.66", "slowloris, 127.0.0.67", "slow-body, 127.0.0.68"})
    void attack_type_comesFromTheAddressOfItsLabel(String type, String address) throws IOException {
        try (Listener listener = new Listener("page")) {
            attack(type, listener.url(), "--requests", 2, "--interval-ms", 1, "--scale", 0.1);

            List<String> sources = listener.arrivals().stream()
                    .map(arrival -> arrival.source().getAddress().getHostAddress()).toList();
            assertEquals(List.of(address, address), sources);
            assertTrue(Files.readAllLines(ApacheServer.file("labels.csv")).contains(address + "," + type));
        }
    }

    @Test
    void attack_elsewhere_isRefused() throws IOException {
        for (String type : TYPES) {
            Script.Result result = attack(type, "http://192.0.2.1:80");

            assertEquals(2, result.status());
            assertTrue(result.err().contains("expected a loopback address"), result.err());
        }
    }

    @Test
    void attack_unknownType_namesTheTypes() throws IOException {
        Script.Result result = attack("flood", "http://127.0.0.1:1");

        assertEquals(2, result.status());
        assertEquals("attack.js: expected one type of attack, redos|slowloris|slow-body; found 'flood'", result.err());
    }

    @Test
    void visitors_elsewhere_areRefused() throws IOException {
        Script.Result result = Script.run(Node.PAPER.executable(), ApacheServer.file("visitors.js"), "--list",
                "list.txt", "--url", "http://192.0.2.1:80");

        assertEquals(2, result.status());
        assertTrue(result.err().contains("expected a loopback address"), result.err());
    }

    @ParameterizedTest
    @EnumSource(ApacheServer.Mpm.class)
    void record_withoutRecorder_answersEveryRequestAndEndsTheServer(ApacheServer.Mpm mpm) throws IOException {
        ApacheServer.assumeInstalled();

        Script.Result result = Script.run(ApacheServer.file("record.sh"), "--no-recording", "--mpm", mpm, "--node",
                Node.PAPER.executable(), "--page-count", 50, "--requests", 120, "--attacks", 2, "--interval", 0.5,
                "--train-time", 1, "--scale", 0.1);

        assertEquals(0, result.status(), result.err());
        assertEquals(100, result.summary("client").get("ok").asInt());
        assertEquals(20, result.summary("visitors").get("ok").asInt());
        for (String type : TYPES) {
            assertEquals(2, result.summary(type).get("ok").asInt(), type);
        }
        assertTrue(result.err().contains("caught SIGTERM, shutting down"), result.err());
    }

    @Test
    void record_outExists_isWrongUsage() throws IOException {
        Script.Result result = Script.run(ApacheServer.file("record.sh"), "--out", directory);

        assertEquals(2, result.status());
        assertTrue(result.err().endsWith("exists; name another or remove it"), result.err());
    }

    private Path pages() throws IOException {
        return ApacheServer.pages(directory, 20);
    }

    private static Script.Result attack(String type, Object url, Object... options) throws IOException {
        return Script.run(
                Stream.concat(Stream.of(Node.PAPER.executable(), ApacheServer.file("attack.js"), type, "--url", url),
                        Stream.of(options)).toArray());
    }
}
