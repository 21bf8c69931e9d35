package io.finelame.replay.evaluate;

import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RequestTable;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Requests with known excess. */
class OutcomeTest {
    private static RequestTable table(int rows) {
        long[] column = new long[rows];
        Arrays.fill(column, 10);
        return new RequestTable(List.of("REQ_CPUTIME"), column, new String[rows], LongColumn.of(column),
                IntStream.rangeClosed(0, rows).toArray(), LongColumn.of(column), LongColumn.of(column),
                List.of(LongColumn.of(column)));
    }

    private static final class Known implements Judge {
        private final double[] excess;
        private int at;

        Known(double[] excess) {
            this.excess = excess;
        }

        @Override
        public void lookAt(int point) {
            at = point;
        }

        @Override
        public double excess() {
            return excess[at];
        }

        @Override
        public boolean flags() {
            return excess() > 1;
        }
    }

    /** Of one point each. */
    private static Outcome outcome(double[] excess, byte[] kinds) {
        return Outcome.of(new Known(excess), table(excess.length), IntStream.range(0, excess.length).toArray(),
                new Truth(kinds));
    }

    /** Attacks of ten points each, at which they have used 10 %, 20 % ... of their CPU time, after legitimate requests of one. */
    private static Outcome outcome(double[] legitimate, double[]... attacks) {
        int rows = legitimate.length + attacks.length;
        int[] start = new int[rows + 1];
        byte[] kinds = new byte[rows];
        double[] excess = Arrays.copyOf(legitimate, legitimate.length + 10 * attacks.length);
        for (int row = 0; row < rows; row++) {
            boolean attack = row >= legitimate.length;
            start[row + 1] = start[row] + (attack ? 10 : 1);
            if (attack) {
                kinds[row] = Truth.ATTACK;
                System.arraycopy(attacks[row - legitimate.length], 0, excess, start[row], 10);
            }
        }
        long[] cputime = IntStream.range(0, excess.length)
                .mapToLong(point -> point < legitimate.length ? 7 : 10 * (1 + (point - legitimate.length) % 10))
                .toArray();
        LongColumn points = LongColumn.of(cputime);
        RequestTable table = new RequestTable(List.of("REQ_CPUTIME"), new long[rows], new String[rows],
                LongColumn.of(new long[rows]), start, points, points, List.of(points));
        return Outcome.of(new Known(excess), table, IntStream.range(0, rows).toArray(), new Truth(kinds));
    }

    @Test
    void auc_anyScores_isTheShareOfPairsInTheRightOrder() {
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            int rows = 2 + random.nextInt(40);
            double[] excess = random.doubles(rows).map(value -> Math.round(value * 8) / 4.0).toArray();
            byte[] kinds = new byte[rows];
            IntStream.range(0, rows).forEach(row -> kinds[row] = (byte) (random.nextInt(3) - 1));
            double right = 0;
            int pairs = 0;
            for (int a = 0; a < rows; a++) {
                for (int b = 0; b < rows; b++) {
                    if (kinds[a] == Truth.ATTACK && kinds[b] == Truth.LEGITIMATE) {
                        pairs++;
                        right += excess[a] > excess[b] ? 1 : excess[a] == excess[b] ? 0.5 : 0;
                    }
                }
            }

            assertEquals(pairs == 0 ? Double.NaN : right / pairs, outcome(excess, kinds).ranking().auc(), 1e-12);
        }
    }

    @Test
    void of_scoreRatiosInAnotherOrder_isTheSame() {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            int rows = 2 + random.nextInt(60);
            long[] sums = random.longs(rows, 0, 20).toArray();
            double[] excess = Arrays.stream(sums).mapToDouble(sum -> Math.abs(sum - 10)).toArray();
            byte[] kinds = new byte[rows];
            IntStream.range(0, rows).forEach(row -> kinds[row] = (byte) (random.nextInt(3) - 1));
            Truth truth = new Truth(kinds);
            TestRows tested = TestRows.of(IntStream.range(0, rows).toArray(), truth, table(rows), LongColumn.of(sums));
            Judge judge = new Known(excess);
            double[] placed = new double[tested.places().length];
            int legitimate = 0;
            for (int row = 0; row < rows; row++) {
                if (kinds[row] == Truth.LEGITIMATE) {
                    placed[tested.places()[legitimate++]] = sums[row];
                }
            }

            assertArrayEquals(Arrays.stream(placed).sorted().toArray(), placed);
            assertEquals(outcome(excess, kinds),
                    Outcome.of(_ -> judge, table(rows), tested, truth, Bootstrap.NONE));
        }
    }

    @Test
    void of_unlabelledRequests_countAsTestAndNothingElse() {
        Outcome outcome = outcome(new double[]{2, 2, 0, 2, 0},
                new byte[]{Truth.ATTACK, Truth.LEGITIMATE, Truth.ATTACK, Truth.UNKNOWN, Truth.UNKNOWN});

        assertEquals(5, outcome.test());
        assertEquals(3, outcome.flagged());
        assertEquals(0.5, outcome.recall());
        assertEquals(0.5, outcome.precision());
        assertEquals(1, outcome.falsePositiveRate());
    }

    @Test
    void meanShare_attackThatIsNotFlagged_countsAsItsWholeCost() {
        Outcome outcome = outcome(new double[]{0.1}, new double[]{0, 0, 2, 0, 0, 0, 0, 0, 0, 0}, new double[10]);

        assertEquals((0.3 + 1) / 2, outcome.meanShare(), 1e-12);
        assertEquals(0.3, outcome.medianShare(), 1e-12);
    }

    /** Of 2,000 legitimate requests two are above 4.5: what the attacks cost by the time they are, whatever the threshold of 1. */
    @Test
    void cpuShare_atSomeFalseAlarms_isThatOfTheFirstPointAboveTheirLimit() {
        double[] legitimate = new double[2_000];
        legitimate[7] = 9;
        legitimate[70] = 8;
        legitimate[700] = 4.5;
        Outcome outcome = outcome(legitimate, new double[]{0, 2, 3, 3, 5, 1, 9, 0, 0, 0},
                new double[]{4.5, 0, 0, 0, 0, 0, 0, 0, 0, 0}, new double[]{0, 0, 0, 0, 0, 0, 0, 0, 0, 6});

        assertEquals((0.5 + 1 + 1) / 3, outcome.ranking().cpuShare(), 1e-12);
        assertEquals(2.0 / 3, outcome.ranking().recall(), 1e-12);
        assertEquals((0.2 + 0.1 + 1) / 3, outcome.meanShare(), 1e-12);
    }

    @Test
    void cpuShare_fewerThanAThousandLegitimateRequests_isUnknown() {
        assertEquals(Double.NaN, outcome(new double[999], new double[10]).ranking().cpuShare());
        assertEquals(1, outcome(new double[1_000], new double[10]).ranking().cpuShare());
    }
}
