package io.finelame.analyze.evaluate;

import io.finelame.run.Requests;
import io.finelame.run.Scores;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EarlyDetectionTest {

    private static final long SECOND = 1_000_000_000;

    /** Four requests of 10 s: flagged at 10 %, 20 % and 60 % of 100, 100 and 50 ms of CPU, the last never. */
    private static final Requests TEST = requests(new double[]{100e6, 100e6, 50e6, 70e6});
    private static final Scores SCORES = new Scores(new double[4], new long[]{SECOND, 3 * SECOND, 4 * SECOND, 0},
            new double[]{10e6, 20e6, 30e6, 0}, new boolean[]{true, true, true, false}, new double[0][]);

    @Test
    void of_flaggedRequests_sharesAreCpuWhenFlaggedOverFinalCpu() {
        assertArrayEquals(new double[]{0.1, 0.2, 0.6}, all(TEST).shares(), 1e-12);
    }

    @Test
    void quantiles_threeShares_interpolateBetweenNeighbours() {
        assertEquals(0.2, all(TEST).medianShare(), 1e-12);
        assertEquals(0.2 + 0.8 * 0.4, all(TEST).p90Share(), 1e-12);
    }

    @Test
    void of_flaggedRequests_timesAreFromFirstUpdateAndToLastUpdate() {
        assertEquals(3, all(TEST).medianSecondsToDetection(), 1e-12);
        assertEquals(7, all(TEST).medianSecondsLeft(), 1e-12);
    }

    @Test
    void cpuSaved_flaggedRequests_isWhatTheyUsedAfterTheyWereFlagged() {
        assertArrayEquals(new double[]{20e6, 80e6, 90e6}, all(TEST).cpuSaved(), 1e-6);
        assertArrayEquals(new double[]{0.4, 0.8, 0.9}, all(TEST).savedShares(), 1e-12);
    }

    @Test
    void savedShareOfAll_oneRequestNeverFlagged_countsItsCpuTimeAsNotSaved() {
        assertEquals(190.0 / 320, all(TEST).savedShareOfAll(), 1e-12);
    }

    @Test
    void secondsToDetection_requestsFlaggedInAnyOrder_ascend() {
        assertArrayEquals(new double[]{1, 3, 4}, all(TEST).secondsToDetection(), 1e-12);
        assertArrayEquals(new double[]{6, 7, 9}, all(TEST).secondsLeft(), 1e-12);
    }

    @Test
    void of_oneRequestNeverFlagged_countsInRecallOnly() {
        assertEquals(4, all(TEST).requests());
        assertEquals(3, all(TEST).flagged());
        assertEquals(0.75, all(TEST).recall().value());
    }

    @Test
    void of_requestWithoutCpuTime_hasNoShare() {
        EarlyDetection early = all(requests(new double[]{0, 100e6, 50e6, 0}));
        assertEquals(3, early.flagged());
        assertArrayEquals(new double[]{0.2, 0.6}, early.shares(), 1e-12);
    }

    @Test
    void of_nothingFlagged_hasNoMedians() {
        EarlyDetection early = EarlyDetection.of("idle", TEST, SCORES, row -> row == 3);
        assertEquals(0, early.flagged());
        assertTrue(Double.isNaN(early.medianShare()));
        assertTrue(Double.isNaN(early.medianSecondsToDetection()));
    }

    private static EarlyDetection all(Requests test) {
        return EarlyDetection.of("all", test, SCORES, _ -> true);
    }

    private static Requests requests(double[] cpuTimes) {
        long end = 10 * SECOND;
        return new Requests(new long[]{1, 2, 3, 4}, new String[]{"", "", "", ""}, new InetAddress[4], new long[4],
                new long[]{end, end, end, end}, List.of(Requests.CPU_TIME), new double[][]{cpuTimes}, new long[4]);
    }
}
