package io.finelame.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.bpf.KernelTest;
import io.finelame.record.NodeServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real detector in the real kernel, on the real Node.js 12. */
@KernelTest
class DetectNodeTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");

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

    private NodeServer.Command detect(String... options) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(List.of(options));
        arguments.addAll(List.of("--out", directory.toString(), "--run", directory.resolve("run").toString(),
                server.configuration().toString(), "node"));
        return server.launch(DetectCommand.class, arguments.toArray(String[]::new)).awaitLine("attached");
    }

    private RecordedRequests recorded() throws Exception {
        return RecordedRequests.read(directory.resolve("node"));
    }

    private JsonNode firstDetection() throws Exception {
        return new JsonMapper().readTree(Files.readAllLines(directory.resolve("run/detections_node.jsonl")).getFirst());
    }

    @Test
    void detect_attackAfterTheTrainTime_isToldBeforeItEndsAndReplayAgrees() throws Exception {
        NodeServer.Command detect = detect("--train-time", "4", "--fidelity", "events");
        server.visit(300);
        detect.awaitLine("detecting by model 1");
        server.attack(1);
        server.visit(50);
        List<String> printed = detect.end();

        assertTrue(printed.stream().anyMatch(line -> line.contains("REQ_CPUTIME") && line.contains("x threshold")),
                printed.toString());
        RecordedRequests recorded = recorded();
        JsonNode detection = firstDetection();
        RequestTable table = recorded.table();
        int row = recorded.rowOf(detection.get("req_id").asLong());
        assertTrue(detection.get("reported_ts").asLong() < table.pointTs().get(table.last(row)), "told too late");
        Verification verification = Verification.of(recorded);
        assertEquals(351, recorded.scores().size());
        assertTrue(verification.holds(), verification.toString());
    }

    @Test
    void detect_modelFromReplay_detectsAtOnceAndReplayReachesTheSameVerdicts() throws Exception {
        RecordedRequests before = RecordedRequests.read(RECORDING);
        ModelParameters parameters = new ModelParameters(3, before.table().features(), before.header().trainTime(),
                "l1", ThresholdRule.parse("sigma:5"), 1, 1, 42, 10, 99.99);
        Model model = Model.train(TrainingSet.of(before.table(), before.header().clock().monotonicNs(), parameters),
                parameters);
        Path file = Files.writeString(directory.resolve("model.json"), ModelFile.text(model));

        NodeServer.Command detect = detect("--model", file.toString(), "--fidelity", "events");
        detect.awaitLine("detecting by model 1");
        server.attack(1);
        detect.end();

        RecordedRequests recorded = recorded();
        Replay replay = Replay.of(recorded, TrainingSet.empty(model), ModelFile.read(file));
        Verdict replayed = replay.verdicts().getFirst();
        KernelScore live = recorded.scores().getFirst();
        assertEquals(firstDetection().get("detection_ts").asLong(), replayed.detectionTs());
        assertEquals(live.detectionTs(), replayed.detectionTs());
        assertEquals(live.detectionCputime(), replayed.detectionCputime());
        assertArrayEquals(live.distances(3), replayed.distances());
    }

    @Test
    void detect_readerHasEnough_completesTheRecordingAndTheRun() throws Exception {
        NodeServer.Command detect = detect("--train-time", "1", "--json");
        server.visit(200);
        detect.awaitLine("detecting by model 1");
        detect.process().inputReader().close();

        assertEquals(141, detect.process().waitFor());
        assertEquals("standard output: closed by its reader", recorded().health().end().reason());
        assertTrue(Files.exists(directory.resolve("run/run.json")));
    }

    @Test
    void detect_noRequestsWithinTheTrainTime_goesOnCollecting() throws Exception {
        NodeServer.Command detect = detect("--train-time", "1");
        detect.awaitLine("no model yet: no requests within the train time of 1.0 s; going on collecting");
        server.visit(200);
        detect.awaitLine("detecting by model 1");
        detect.end();

        assertTrue(recorded().deployed().get(1).trainTime() > 1);
    }
}
