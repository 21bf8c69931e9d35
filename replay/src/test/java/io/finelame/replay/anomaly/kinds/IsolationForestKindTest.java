package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.training.ThresholdRule;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IsolationForestKindTest {
    private static AnomalyModel trained(String outposts) {
        Random random = new Random(1);
        double[][] values = Stream
                .generate(() -> new double[]{random.nextGaussian(5e6, 2e5), random.nextGaussian(12_000, 3_000)})
                .limit(1_000).toArray(double[][]::new);
        return new IsolationForestKind().train(new TrainingData(List.of("REQ_CPUTIME", "REQ_TCP_SENT"), values,
                ThresholdRule.parse("max"), 42, Map.of("outposts", outposts)));
    }

    @Test
    void excess_withoutOutposts_isThatOfTheEdgeHoweverFarBeyond() {
        AnomalyModel paper = trained("0");

        assertEquals(paper.excess(new double[]{1e7, 12_000}), paper.excess(new double[]{1e9, 12_000}));
        assertTrue(paper.excess(new double[]{1e9, 12_000}) < 1);
    }

    @Test
    void excess_withOutposts_growsBeyondTheEdge() {
        AnomalyModel model = trained("4");

        assertTrue(model.excess(new double[]{1e9, 12_000}) > model.excess(new double[]{6e6, 12_000}));
        assertTrue(model.excess(new double[]{1e9, 12_000}) > 1);
    }
}
