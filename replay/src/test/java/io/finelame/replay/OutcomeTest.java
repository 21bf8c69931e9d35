package io.finelame.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Requests of one point each, with known excess. */
class OutcomeTest {
    private static RequestTable table(int rows) {
        long[] column = new long[rows];
        Arrays.fill(column, 10);
        return new RequestTable(List.of("REQ_CPUTIME"), column, new String[rows], LongColumn.of(column),
                IntStream.rangeClosed(0, rows).toArray(), LongColumn.of(column), LongColumn.of(column),
                List.of(LongColumn.of(column)));
    }

    private static Outcome outcome(double[] excess, byte[] kinds) {
        Judge judge = new Judge() {
            private int at;

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
                return excess[at] > 1;
            }
        };
        return Outcome.of(judge, table(excess.length), IntStream.range(0, excess.length).toArray(), new Truth(kinds));
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

            assertEquals(pairs == 0 ? Double.NaN : right / pairs, outcome(excess, kinds).auc(), 1e-12);
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
}
