package io.finelame.replay.evaluate;

import com.carrotsearch.hppc.LongIntHashMap;
import io.finelame.bpf.finelame.Feature;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.ModelFile;
import io.finelame.replay.requests.KernelScore;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.Updates;
import io.finelame.replay.scoring.L1Scoring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A request of ten updates of 100 ns of CPU time each; outside of its only cluster from the sixth on. */
class VerificationTest {
    private static final int UPDATES = 10;
    private static final Model MODEL = new Model(1, "kmeans", "l1", "std", 1, List.of("REQ_CPUTIME"), 1, 1, "max", 1,
            new double[1],
            new double[1], new double[1][1], new long[]{500}, new int[1], 0, new double[1][1], new double[1],
            new L1Scoring(new long[1][1], new long[]{1L << 31}, new int[]{31}, new long[]{500}));

    private static RecordedRequests recorded(KernelScore score, int... lost) {
        int[] kept = IntStream.rangeClosed(1, UPDATES).filter(n -> Arrays.stream(lost).noneMatch(l -> l == n))
                .toArray();
        LongIntHashMap rows = new LongIntHashMap();
        rows.put(7, 0);
        Updates updates = new Updates(rows, new int[]{0, kept.length}, column(kept, 1, 0), column(kept, 1000, 0),
                column(kept, 0, Feature.REQ_CPUTIME.ordinal()), column(kept, 100, -100), column(kept, 0, 100),
                column(kept, 0, 1));
        return new RecordedRequests(Path.of("recording"), null, null, null, Optional.of(updates), List.of(score),
                Map.of(1, model()), null, null, null);
    }

    private static String model() {
        try {
            return ModelFile.text(MODEL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LongColumn column(int[] values, long factor, long offset) {
        return LongColumn.of(Arrays.stream(values).mapToLong(value -> value * factor + offset).toArray());
    }

    private static KernelScore score(long detectionTs) {
        return new KernelScore(7, UPDATES, 1, detectionTs, 600, 10_000, true, new long[][]{{1000}});
    }

    @Test
    void of_sameScore_holds() {
        Verification verification = Verification.of(recorded(score(6000)));

        assertTrue(verification.holds(), verification.toString());
    }

    @Test
    void of_otherDetection_isExplainedUpdateByUpdate() {
        Verification verification = Verification.of(recorded(score(5000)));

        assertFalse(verification.holds());
        Verification.Difference first = verification.first().orElseThrow();
        assertEquals(List.of("detection_ts: kernel 5000, replay 6000"), first.fields());
        assertEquals(UPDATES, first.lines().size());
        assertTrue(first.lines().get(4).contains("inside"));
        assertTrue(first.lines().get(5).contains("outlier"));
    }

    @Test
    void of_lostUpdate_canNotBeCompared() {
        Verification verification = Verification.of(recorded(score(6000), 4));

        assertFalse(verification.holds());
        assertEquals(1, verification.incomplete());
        assertTrue(verification.first().isEmpty());
    }

    @Test
    void of_noUpdatesRecorded_saysWhatToDo() {
        RecordedRequests without = new RecordedRequests(Path.of("monday"), null, null, null, Optional.empty(),
                List.of(), Map.of(), null, null, null);

        ReplayException e = assertThrows(ReplayException.class, () -> Verification.of(without));
        assertEquals("monday: has no counter updates to replay: record it with --fidelity events", e.getMessage());
    }
}
