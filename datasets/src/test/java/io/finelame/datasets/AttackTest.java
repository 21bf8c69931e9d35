package io.finelame.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ParameterizedClass
@EnumSource(Node.class)
@Tag("slow")
class AttackTest {
    private static final String SEEN_AS_66 = "{\"matches\":false,\"origin_ip\":\"127.0.0.66\"}";

    @Parameter
    private Node node;

    @Test
    void attack_default_comesFromItsOwnSource() throws IOException {
        try (Listener listener = new Listener(SEEN_AS_66)) {
            node.run("attack.js", "--url", listener.url(), "--requests", 3, "--interval-ms", 1, "--recovery-ms", 1);

            List<String> sources = listener.arrivals().stream()
                    .map(arrival -> arrival.source().getAddress().getHostAddress()).toList();
            assertEquals(List.of("127.0.0.66", "127.0.0.66", "127.0.0.66"), sources);
        }
    }

    @Test
    void attack_serverSeesAnotherSource_fails() throws IOException {
        try (Listener listener = new Listener(SEEN_AS_66)) {
            Script.Result result = node.run("attack.js", "--url", listener.url(), "--requests", 1, "--source",
                    "127.0.0.67");

            assertEquals(1, result.status());
            assertEquals(1, result.summary("attacker").get("errors").asInt());
            assertTrue(result.err().contains("the server saw 127.0.0.66 as the source"), result.err());
        }
    }

    @Test
    void attack_requests_burnTheServersCpu(@TempDir Path pages) throws IOException {
        try (Server server = new Server(node, pages)) {
            long before = server.cpuTime();

            Script.Result result = node.run("attack.js", "--url", server.url(), "--requests", 3, "--seconds-each", 0.2,
                    "--interval-ms", 1,
                    "--recovery-ms", 1);

            // 0.1, 0.22 and 0.5 s; calibrated on a busy machine they come out cheaper. A page takes some milliseconds.
            long burnt = server.cpuTime() - before;
            assertEquals(0, result.status(), result.err());
            assertEquals(3, result.summary("attacker").get("ok").asInt());
            assertTrue(burnt > 100_000_000, () -> "ns: " + burnt);
        }
    }

    @Test
    void attack_spread_runsFromHalfToTwoAndAHalfTimes() throws IOException {
        try (Listener listener = new Listener(SEEN_AS_66)) {
            JsonNode cost = node.run("attack.js", "--url", listener.url(), "--requests", 9, "--seconds-each", 0.6,
                    "--interval-ms", 1,
                    "--recovery-ms", 1).summary("attacker").get("cost_ms");

            assertEquals(670.82, cost.get("p50").asDouble(), 0.01);
            assertEquals(1500, cost.get("max").asDouble(), 0.01);
        }
    }
}
