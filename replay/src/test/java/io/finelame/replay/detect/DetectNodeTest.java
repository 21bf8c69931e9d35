package io.finelame.replay.detect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.record.NodeServer;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.evaluate.ScoredRequest;
import io.finelame.replay.evaluate.Verification;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.ModelFile;
import io.finelame.replay.model.RecordedModels;
import io.finelame.replay.requests.KernelScore;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingSet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/** The real detector in the real kernel, on the real Node.js 12. */
@KernelTest
@Tag("slow")
class DetectNodeTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");
    private static final String ATTACKER = "127.0.0.66";

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

    /** The first of a client's requests; the kernel may have flagged others' as well. */
    private JsonNode detectionOf(String address) throws Exception {
        JsonMapper json = new JsonMapper();
        for (String line : Files.readAllLines(directory.resolve("run/detections_node.jsonl"))) {
            JsonNode detection = json.readTree(line);
            if (detection.get("origin_ip").asText().equals(address)) {
                return detection;
            }
        }
        return fail("no request of " + address + " was flagged");
    }

    @Test
    void detect_attackAfterTheTrainTime_isToldBeforeItEndsAndReplayAgrees() throws Exception {
        NodeServer.Command detect = detect("--train-time", "4", "--fidelity", "events");
        server.visit(300);
        detect.awaitLine("detecting by model 1");
        server.attack(1);
        server.visit(50);
        List<String> printed = detect.end();

        assertTrue(printed.stream().anyMatch(line -> line.contains(ATTACKER) && line.contains("x threshold")),
                printed.toString());
        RecordedRequests recorded = recorded();
        JsonNode detection = detectionOf(ATTACKER);
        RequestTable table = recorded.table();
        int last = table.last(recorded.rowOf(detection.get("req_id").asLong()));
        long used = table.value(table.column("REQ_CPUTIME"), last);
        assertTrue(detection.get("reported_ts").asLong() < table.pointTs().get(last), "told too late");
        assertTrue(2 * detection.get("detection_cputime").asLong() < used, detection + " of " + used + " ns");
        Verification verification = Verification.of(recorded);
        assertEquals(351, recorded.scores().size());
        assertTrue(verification.holds(), verification.toString());
    }

    @Test
    void detect_withStacks_namesTheFunctionAndTheRunHasTheAttacksStacks() throws Exception {
        NodeServer.Command detect = detect("--train-time", "4", "--stacks");
        server.visit(300);
        detect.awaitLine("detecting by model 1");
        server.attack(1);
        List<String> printed = detect.end();

        assertTrue(printed.stream().anyMatch(line -> line.contains(ATTACKER) && line.matches(".* ms of CPU in \\S.*")),
                printed.toString());
        JsonNode detection = detectionOf(ATTACKER);
        assertFalse(detection.get("function").asText().isEmpty());
        String stacks = Files.readString(directory.resolve("run/stacks_node.csv"));
        assertTrue(stacks.contains(";Builtins_RegExpPrototypeTest;"), stacks);
        long samples = Files.readAllLines(directory.resolve("run/stack_samples_node.csv")).stream()
                .filter(line -> line.startsWith(detection.get("req_id").asText() + ","))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(',') + 1))).sum();
        RequestTable table = recorded().table();
        long used = table.value(table.column("REQ_CPUTIME"),
                table.last(recorded().rowOf(detection.get("req_id").asLong())));
        assertEquals(used / 10e6, samples, 0.4 * used / 10e6);
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
        Replay replay = Replay.of(recorded, TrainingSet.untrained(model.mean(), model.std()), ModelFile.read(file));
        ScoredRequest replayed = replay.scored().getFirst();
        KernelScore live = recorded.scores().getFirst();
        assertEquals(detectionOf(ATTACKER).get("detection_ts").asLong(), replayed.detectionTs());
        assertEquals(live.detectionTs(), replayed.detectionTs());
        assertEquals(live.detectionCputime(), replayed.detectionCputime());
        assertArrayEquals(live.distances(live.generation(), model.k()), replayed.distances());
    }

    @Test
    void detect_modelsThatHaveToAgree_flagWhatEachFlagsAndReplayAgrees() throws Exception {
        NodeServer.Command detect = detect("--train-time", "2", "--retrain-every", "2", "--consensus", "2",
                "--fidelity", "events");
        for (int model = 1; model <= 3; model++) {
            server.visit(300);
            detect.awaitLine("detecting by model " + model);
        }
        server.attack(1);
        detect.end();

        RecordedRequests recorded = recorded();
        assertEquals(2, recorded.consensus());
        assertEquals(2, recorded.scores().getLast().generations().count());
        assertTrue(Verification.of(recorded).holds(), Verification.of(recorded).toString());
        assertTrue(detectionOf(ATTACKER).get("model").asInt() >= 3);
    }

    @Test
    void metrics_whileItRuns_agreeWithTheRecording() throws Exception {
        NodeServer.Command detect = detect("--train-time", "3", "--metrics", "0");
        String address = detect.awaitLine("metrics on ").lastLine().replaceFirst(".*metrics on ", "");
        server.visit(300);
        detect.awaitLine("detecting by model 1");
        server.attack(1);
        server.visit(50);
        Map<String, Double> metrics = scrape(address);
        for (int tries = 0; tries < 100 && (metrics.get("finelame_requests_total") < 351
                || metrics.get("finelame_request_score_ratio_count") < 1); tries++) {
            Thread.sleep(100);
            metrics = scrape(address);
        }
        detect.end();
        RecordedRequests recorded = recorded();
        assertEquals(recorded.table().rows(), metrics.get("finelame_requests_total"), metrics.toString());
        assertEquals(1, metrics.get("finelame_model_generation"));
        assertTrue(metrics.get("finelame_requests_flagged_total{feature=\"REQ_CPUTIME\"}") >= 1, metrics.toString());
        assertEquals(0, metrics.get("finelame_losses_total{kind=\"datapoints\"}"));
        double charged = metrics.get("finelame_server_cpu_charged_seconds_total");
        assertTrue(charged > 0.1 && charged <= metrics.get("finelame_server_cpu_seconds_total"), metrics.toString());
        assertTrue(metrics.get("finelame_request_score_ratio_count") > 0, metrics.toString());
        assertTrue(metrics.get("finelame_recorder_resident_memory_bytes") > 10e6, metrics.toString());
    }

    /** By name and labels. */
    private static Map<String, Double> scrape(String address) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofLines())
                    .body().filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toMap(line -> line.substring(0, line.lastIndexOf(' ')),
                            line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))));
        }
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
        detect.awaitLine("no model yet: no requests within the train time of 1.0 s; still collecting");
        server.visit(200);
        detect.awaitLine("detecting by model 1");
        detect.end();

        assertTrue(RecordedModels.of(recorded()).get(1).trainTime() > 1);
    }
}
