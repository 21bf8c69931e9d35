package io.finelame.replay.top;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.cli.CommandErrors;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.ReplayCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TopCommandTest {
    private static final Path RECORDING = Path.of("../datasets/python/recording");

    @TempDir
    private Path directory;

    /** A recording that was cut short in the middle of the attacks: it looks like one that is being made. */
    private Path halfOfIt() throws Exception {
        try (Stream<Path> files = Files.list(RECORDING)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                boolean queue = file.toString().endsWith(".cq4");
                Files.write(directory.resolve(file.getFileName()),
                        queue ? java.util.Arrays.copyOf(bytes, bytes.length / 2) : bytes);
            }
        }
        return directory;
    }

    private static String run(int expected, String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertEquals(expected, CommandErrors.run(new TopCommand(), arguments));
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void top_recordingThatStillGoesOn_showsRequestsInFlightSorted() throws Exception {
        Path recording = halfOfIt();
        List<String> lines = run(0, "--attach", recording.toString(), "--once", "--sort", "REQ_TCP_SENT").lines()
                .toList();

        assertTrue(lines.getFirst().contains("recording") && lines.getFirst().contains("lost: nothing"),
                lines.getFirst());
        assertTrue(lines.get(1).contains(" in flight"), lines.get(1));
        assertTrue(lines.get(2).contains("/s received  detections: 0"), lines.get(2));
        assertTrue(lines.get(3).contains("vtcp_sent"), lines.get(3));
        try (RecordingReader reader = RecordingReader.open(recording)) {
            LiveRequests live = new LiveRequests(reader.header(), null);
            live.read(reader);
            int sent = live.features().indexOf("REQ_TCP_SENT");
            List<Long> column = new TopView(live).sorted("REQ_TCP_SENT", false).stream()
                    .map(request -> request.values()[sent]).toList();
            assertEquals(column.stream().sorted(java.util.Comparator.reverseOrder()).toList(), column);
            assertTrue(column.size() > 1, "in flight: " + column.size());
        }
    }

    @Test
    void top_withModel_showsTheScoreWithin80Columns() throws Exception {
        Path recording = halfOfIt();
        Path replayed = directory.resolveSibling(directory.getFileName() + "-run");
        assertEquals(0, CommandErrors.run(new ReplayCommand(), RECORDING.toString(), "--out", replayed.toString(),
                "--quiet"));
        List<String> lines = run(0, "--attach", recording.toString(), "--once", "--model",
                replayed.resolve("model.json").toString()).lines().map(
                        line -> line.substring(0, Math.min(80,
                                line.length())))
                .toList();

        assertTrue(lines.get(3).contains("vexcess"), lines.get(3));
        assertTrue(lines.stream().skip(4).anyMatch(line -> line.matches(".* [0-9.]+  !  .*")),
                String.join("\n", lines));
    }

    @Test
    void top_json_hasEachRequestWithItsFeatures() throws Exception {
        List<String> lines = run(0, "--attach", halfOfIt().toString(), "--once", "--json").lines().toList();

        JsonNode first = new JsonMapper().readTree(lines.getFirst());
        assertTrue(first.get("req_id").asLong() > 0 && first.has("REQ_CPUTIME") && first.has("age_ns"),
                lines.getFirst());
    }

    @Test
    void top_unknownColumn_namesTheColumns() {
        run(2, "--attach", RECORDING.toString(), "--once", "--sort", "cpu");
    }

    @Test
    void top_noRecording_isWrongUsage() {
        run(2, "--attach", directory.resolve("none").toString(), "--once");
    }
}
