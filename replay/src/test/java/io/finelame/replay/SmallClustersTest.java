package io.finelame.replay;

import io.finelame.record.config.ClusterFloor;
import io.finelame.replay.evaluate.TrainingNotes;
import io.finelame.replay.model.AcceptedTable;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.TrainedModel;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.scoring.CentroidScoring;
import io.finelame.replay.training.FeatureScale;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import io.finelame.replay.training.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A few large requests in the train time must not become what is normal. */
class SmallClustersTest {
    private static final double MS = 1_000_000;
    private static final List<String> FEATURES = List.of("REQ_CPUTIME", "REQ_TCP_SENT", "REQ_PGFLT");

    /** Visitors of 1 to 6 ms; page faults are rare. */
    private static List<double[]> visitors(int count) {
        Random random = new Random(7);
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double ms = Math.min(6, 1 - Math.log(random.nextDouble()));
            values.add(new double[]{ms * MS, 200 + random.nextInt(20_000), random.nextInt(300) == 0 ? 40 : 0});
        }
        return values;
    }

    private static TrainingSet training(List<double[]> values, ModelParameters parameters) {
        int rows = values.size();
        long[] ids = new long[rows];
        long[] first = new long[rows];
        int[] start = new int[rows + 1];
        long[][] columns = new long[FEATURES.size()][rows];
        String[] origins = new String[rows];
        for (int i = 0; i < rows; i++) {
            ids[i] = i + 1;
            first[i] = i + 1;
            start[i + 1] = i + 1;
            origins[i] = "127.0.0.1";
            for (int f = 0; f < columns.length; f++) {
                columns[f][i] = (long) values.get(i)[f];
            }
        }
        return TrainingSet
                .of(new RequestTable(FEATURES, ids, origins, LongColumn.of(first), start, LongColumn.of(first),
                        LongColumn.of(new long[rows]),
                        java.util.Arrays.stream(columns).map(LongColumn::of).toList()), 0, parameters);
    }

    private static ModelParameters parameters(int k, String floor) {
        return new ModelParameters(k, FEATURES, 60, "l1", ThresholdRule.parse("sigma:5"), 10_000_000_000L, 1_000_000,
                42,
                5, 100, new TrainingOptions(ModelSpec.KMEANS, 0, ClusterFloor.parse(floor).orElseThrow(),
                        FeatureScale.STD));
    }

    private static boolean flags(Model model, double ms) {
        CentroidScoring scoring = (CentroidScoring) model.fixedPoint();
        return scoring.isOutlier(scoring.distances(new double[]{ms * MS, 1000, 0}));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10})
    void of_twoLargeRequestsAmongVisitors_areLeftOutWhateverK(int k) {
        List<double[]> values = visitors(816);
        values.add(new double[]{400 * MS, 1000, 0});
        values.add(new double[]{402 * MS, 1000, 0});
        ModelParameters parameters = parameters(k, "1%");
        TrainedModel trained = TrainedModel.of(training(values, parameters), parameters);

        assertTrue(flags(trained.model(), 100));
        assertFalse(flags(trained.model(), 4));
        assertTrue(new TrainingNotes(trained.training(), trained.model()).setAside(parameters).contains(
                "2 requests of up to 402 ms of REQ_CPUTIME were left out of training: a small cluster (fewer than 9"
                        + " requests) that uses far more than the others (--min-cluster)"));
    }

    @Test
    void of_coldServer_itsFirstRequestsAreLeftOut() {
        List<double[]> values = visitors(990);
        for (int i = 0; i < 9; i++) {
            values.add(i, new double[]{(26 + i) * MS, 1000, 0});
        }
        values.add(new double[]{400 * MS, 1000, 0});
        ModelParameters parameters = parameters(3, "1%");
        TrainedModel trained = TrainedModel.of(training(values, parameters), parameters);

        assertTrue(new TrainingNotes(trained.training(), trained.model()).setAside(parameters).getFirst()
                .startsWith("10 requests of up to 400 ms of REQ_CPUTIME were left out of training"));
        assertTrue(flags(trained.model(), 26));
    }

    @Test
    void of_everyClusterAccepted_theLargeRequestsBlindTheModel() {
        List<double[]> values = visitors(816);
        values.add(new double[]{400 * MS, 1000, 0});
        values.add(new double[]{402 * MS, 1000, 0});
        ModelParameters parameters = parameters(5, "1");
        TrainedModel trained = TrainedModel.of(training(values, parameters), parameters);

        assertEquals(0, trained.training().setAsideRows());
        assertFalse(flags(trained.model(), 390));
        assertEquals(1, new TrainingNotes(trained.training(), trained.model()).warnings(50).stream()
                .filter(line -> line.matches("warning: the model accepts up to 40. ms of REQ_CPUTIME, .* times what a"
                        + " typical request uses .*"))
                .count());
    }

    @Test
    void of_manyLargeRequests_areNormal() {
        List<double[]> values = visitors(900);
        for (int i = 0; i < 100; i++) {
            values.add(new double[]{(50 + i % 3) * MS, 1000, 0});
        }
        ModelParameters parameters = parameters(3, "1%");
        TrainedModel trained = TrainedModel.of(training(values, parameters), parameters);

        assertFalse(flags(trained.model(), 52));
    }

    @Test
    void of_noClusterLargeEnough_theyAreJoined() {
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            values.add(new double[]{(1 + i % 4) * MS, 1000, 0});
        }
        ModelParameters parameters = parameters(4, "5");
        TrainedModel trained = TrainedModel.of(training(values, parameters), parameters);

        assertEquals(12, java.util.Arrays.stream(trained.model().clusterSizes()).sum());
        assertTrue(new TrainingNotes(trained.training(), trained.model()).warnings(50)
                .contains("warning: trained on few requests (12): a longer --train-time gives a better model,"
                        + " expected 100 or more"));
    }

    @Test
    void of_twoScales_acceptAboutTheSameVisitors() {
        for (String scale : List.of("mad", "log")) {
            ModelParameters parameters = parameters(3, "1%");
            ModelParameters scaled = parameters.with(
                    new TrainingOptions(ModelSpec.KMEANS, 0, ClusterFloor.DEFAULT, scale));
            TrainedModel trained = TrainedModel.of(training(visitors(1000), scaled), scaled);

            assertFalse(flags(trained.model(), 4), scale);
            assertTrue(flags(trained.model(), 4000), scale);
        }
    }

    @Test
    void accepts_eachCluster_isInTheFeaturesUnits() {
        ModelParameters parameters = parameters(1, "1%");
        Model model = TrainedModel.of(training(visitors(1000), parameters), parameters).model();
        List<String> lines = AcceptedTable.of(model);

        assertTrue(lines.getFirst().matches("accepts up to +typical +cluster 0 \\(.*\\)"), lines.getFirst());
        assertTrue(lines.get(1).matches("REQ_CPUTIME +1\\.[0-9]+ ms +[0-9.]+ ms"), lines.get(1));
    }
}
