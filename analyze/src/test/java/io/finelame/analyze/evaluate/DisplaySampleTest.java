package io.finelame.analyze.evaluate;

import io.finelame.run.Requests;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DisplaySampleTest {

    private static final int LIMIT = 200;
    private static final Requests REQUESTS = requests(5_000);

    @Test
    void of_moreRequestsThanFit_keepsEveryOneOfInterest() {
        IntPredicate ofInterest = row -> row % 100 == 0;
        int[] rows = DisplaySample.of(REQUESTS, ofInterest, LIMIT);
        assertEquals(LIMIT, rows.length);
        assertEquals(50, Arrays.stream(rows).filter(ofInterest).count());
    }

    @Test
    void of_aHundredThousandRequests_hidesNoneOfFiveHundredOutliers() {
        IntPredicate outlier = row -> row % 200 == 0;
        int[] rows = DisplaySample.of(requests(100_000), outlier, 10_000);
        assertEquals(10_000, rows.length);
        assertEquals(500, Arrays.stream(rows).filter(outlier).count());
    }

    @Test
    void of_moreRequestsThanFit_keepsTheGreatestOfEachFeature() {
        int[] rows = DisplaySample.of(REQUESTS, _ -> false, LIMIT);
        for (double[] values : REQUESTS.values()) {
            double greatest = Arrays.stream(values).max().orElseThrow();
            assertTrue(Arrays.stream(rows).anyMatch(row -> values[row] == greatest));
        }
    }

    @Test
    void of_moreOfInterestThanFit_staysWithinTheLimit() {
        assertEquals(LIMIT, DisplaySample.of(REQUESTS, _ -> true, LIMIT).length);
    }

    @Test
    void of_sameRequests_choosesTheSame() {
        assertArrayEquals(DisplaySample.of(REQUESTS, _ -> false, LIMIT),
                DisplaySample.of(REQUESTS, _ -> false, LIMIT));
    }

    @Test
    void of_asManyAsFit_keepsAll() {
        assertEquals(5_000, DisplaySample.of(REQUESTS, _ -> false, 5_000).length);
    }

    @Test
    void evenly_moreThanTheLimit_keepsBothEnds() {
        assertArrayEquals(new int[]{0, 4, 9}, DisplaySample.evenly(10, 3));
    }

    private static Requests requests(int count) {
        Random random = new Random(1);
        double[][] values = new double[2][];
        Arrays.setAll(values, _ -> random.doubles(count).toArray());
        return new Requests(IntStream.range(0, count).asLongStream().toArray(), new String[count],
                new InetAddress[count], new long[count], new long[count],
                List.of("REQ_CPUTIME", "REQ_PGFLT"), values, new long[count]);
    }
}
