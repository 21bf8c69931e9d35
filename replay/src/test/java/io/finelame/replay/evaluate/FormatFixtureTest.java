package io.finelame.replay.evaluate;

import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.RequestTable;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A recording of format version 1 as it was when the format got its last document, with updates, scores by two models that had to agree, and
 * everything else that a recording can have: later versions read it as this one does.
 */
class FormatFixtureTest {
    private static final String QUEUE_FILE = "20261127-00F.cq4";

    @TempDir
    private Path directory;

    private RecordedRequests recorded;

    @BeforeEach
    void read() throws Exception {
        try (InputStream in = new GZIPInputStream(
                getClass().getResourceAsStream("/format-1/" + QUEUE_FILE + ".gz"))) {
            Files.copy(in, directory.resolve(QUEUE_FILE));
        }
        recorded = RecordedRequests.read(directory);
    }

    @Test
    void read_recordingOfFormat1_hasAllThatWasRecorded() {
        RequestTable table = recorded.table();

        assertEquals(62, table.rows());
        assertEquals(1873, recorded.updates().orElseThrow().count());
        assertEquals(62, recorded.scores().size());
        assertEquals(4, recorded.deployed().size());
        assertEquals(2, recorded.consensus());
        assertEquals(0, recorded.health().lost());
        assertTrue(recorded.health().endedInOrder());
        assertEquals(648_306_659L, IntStream.range(0, table.rows())
                .mapToLong(row -> table.value(table.column("REQ_CPUTIME"), table.seriesStart()[row + 1] - 1)).sum());
    }

    @Test
    void verify_recordingOfFormat1_holds() {
        assertTrue(Verification.of(recorded).holds());
    }
}
