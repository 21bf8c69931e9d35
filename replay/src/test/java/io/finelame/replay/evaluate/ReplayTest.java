package io.finelame.replay.evaluate;

import io.finelame.replay.model.Model;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplayTest {
    private static final long MS = 1_000_000;

    /** Requests of 1 or 5 ms, one every 10 ms; the last one burns 900 ms, seen in three snapshots. */
    private static RequestTable table(int requests) {
        Random random = new Random(1);
        int points = requests + 2;
        long[] ids = new long[requests];
        String[] origins = new String[requests];
        long[] first = new long[requests];
        int[] start = new int[requests + 1];
        long[] ts = new long[points];
        long[][] values = new long[2][points];
        for (int row = 0; row < requests; row++) {
            ids[row] = row + 1;
            origins[row] = "127.0.0.1";
            first[row] = row * 10 * MS;
            start[row] = row;
            ts[row] = first[row] + 5 * MS;
            values[0][row] = (row % 3 == 0 ? 5 : 1) * MS + random.nextInt(100_000);
            values[1][row] = 10 + random.nextInt(3);
        }
        start[requests] = points;
        for (int i = 0; i < 3; i++) {
            int point = requests - 1 + i;
            ts[point] = first[requests - 1] + 300 * MS * (i + 1);
            values[0][point] = 300 * MS * (i + 1);
            values[1][point] = 10;
        }
        return new RequestTable(List.of("REQ_CPUTIME", "REQ_PGFLT"), ids, origins, LongColumn.of(first), start,
                LongColumn.of(ts),
                LongColumn.of(new long[points]), List.of(LongColumn.of(values[0]), LongColumn.of(values[1])));
    }

    private static ModelParameters parameters(int k, double trainTime, String scoring) {
        return new ModelParameters(k, List.of("REQ_CPUTIME", "REQ_PGFLT"), trainTime, scoring,
                ThresholdRule.parse("sigma:5"), 10_000_000_000L, 1_000_000, 42, 5, 99.99);
    }

    @Test
    void of_longRequest_isFlaggedAtItsFirstSnapshot() {
        Replay replay = Replay.of(table(1000), 0, parameters(2, 5, "l1"));

        assertEquals(1, replay.flagged());
        ScoredRequest last = replay.scored().getLast();
        assertEquals(9990 * MS + 300 * MS, last.detectionTs());
        assertEquals(300 * MS, last.detectionCputime());
    }

    @Test
    void of_finelameScoring_flagsTheLongRequestToo() {
        assertTrue(Replay.of(table(1000), 0, parameters(2, 5, "finelame")).scored().getLast().flagged());
    }

    @Test
    void of_trainFrom_leavesOutTheWarmUp() {
        ModelParameters parameters = parameters(2, 5, "l1").with(TrainingOptions.DEFAULT.withTrainFrom(2));
        Replay replay = Replay.of(table(1000), 0, parameters);

        assertEquals(300, replay.training().rows().length + replay.training().cleaned());
        assertEquals(2000 * MS, replay.table().firstTs().get(replay.training().rows()[0]));
        assertEquals(201, replay.ignored());
    }

    @Test
    void of_trainFromAfterAllRequests_saysBetweenWhich() {
        RequestTable table = table(100);
        ModelParameters parameters = parameters(2, 5, "l1").with(TrainingOptions.DEFAULT.withTrainFrom(2));

        assertEquals("no requests in the training window from 2.0 s to 5.0 s; use --train-from and"
                + " --train-time",
                assertThrows(ReplayException.class, () -> Replay.of(table, 0, parameters)).getMessage());
    }

    @Test
    void of_sameSeed_sameModel() {
        Model one = Replay.of(table(1000), 0, parameters(3, 5, "l1")).model();
        Model other = Replay.of(table(1000), 0, parameters(3, 5, "l1")).model();

        assertArrayEquals(one.thresholds(), other.thresholds());
        assertTrue(Arrays.deepEquals(one.centroids(), other.centroids()));
    }

    @Test
    void of_trainTimeBeforeTheFirstRequest_saysWhenItCame() {
        RequestTable table = table(100);

        String message = assertThrows(ReplayException.class,
                () -> Replay.of(table, -20_000 * MS, parameters(2, 5, "l1"))).getMessage();
        assertEquals("no requests within the train time of 5.0 s: the first of 100 came after 20.0 s; use --train-time",
                message);
    }

    @Test
    void of_fewerRequestsThanClusters_saysSo() {
        RequestTable table = table(100);

        String message = assertThrows(ReplayException.class,
                () -> Replay.of(table, 0, parameters(3, 0.015, "l1"))).getMessage();
        assertTrue(message.startsWith("1 different requests within the train time are too few for k = 3"), message);
    }

    @Test
    void percentile_betweenRanks_interpolatesAsNumpyDoes() {
        assertEquals(2.5, ThresholdRule.percentile(new double[]{4, 1, 3, 2}, 50), 1e-12);
        assertEquals(3.9997, ThresholdRule.percentile(new double[]{4, 1, 3, 2}, 99.99), 1e-12);
    }

    @Test
    void parse_noRule_saysWhatWasExpected() {
        assertEquals(
                "threshold 'sigma5': expected sigma:N, mad:N, quantile:Q or tail:Q with Q from 0 to 1, or max, or one of"
                        + " them for all clusters together, such as pooled-max",
                assertThrows(ReplayException.class, () -> ThresholdRule.parse("sigma5")).getMessage());
    }
}
