package io.finelame.record.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.record.NodeServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@KernelTest
@Tag("slow")
class CostCommandTest {
    @TempDir
    private Path directory;

    private NodeServer server;

    @BeforeEach
    void start() throws Exception {
        server = NodeServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void cost_serverUnderLoad_printsTheRatioWithItsInterval() throws Exception {
        AtomicBoolean measured = new AtomicBoolean();
        Thread load = Thread.ofPlatform().start(() -> {
            while (!measured.get()) {
                visit();
            }
        });
        NodeServer.Command cost = server.launch(CostCommand.class, "--json", "--duration", "7.5", "--pid",
                Long.toString(server.pid()));
        List<String> said = cost.awaitEnd();
        measured.set(true);
        load.join();

        assertEquals(0, cost.process().waitFor(), said.toString());
        JsonNode results = new ObjectMapper().readTree(String.join("\n", said));
        for (String measure : List.of("per_second", "per_segment")) {
            JsonNode row = results.get(measure);
            assertTrue(row.get("recorded").asDouble() > 0 && row.get("not_recorded").asDouble() > 0, said.toString());
            assertTrue(row.get("low").asDouble() <= row.get("ratio").asDouble()
                    && row.get("ratio").asDouble() <= row.get("high").asDouble(), said.toString());
        }
        assertTrue(results.get("recorder_percent_of_cpu").asDouble() > 0, said.toString());
    }

    private void visit() {
        try {
            server.visit(200);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void cost_serverWithoutLoad_saysSoAtOnce() throws Exception {
        Process idle = new ProcessBuilder("sleep", "600").start();
        try {
            NodeServer.Command cost = server.launch(CostCommand.class, "--pid", Long.toString(idle.pid()));
            assertEquals(
                    List.of("finelame: the server used no CPU time in 2.0 s: put it under load, or choose a longer --duration"),
                    cost.awaitEnd());
            assertEquals(1, cost.process().waitFor());
        } finally {
            idle.destroy();
        }
    }
}
