package io.finelame.replay;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.ModelKinds;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * On the recording of a Node.js server under ReDoS; labels.csv tells attacks by their address. It guards what works: the
 * isolation forest's outposts were chosen on this recording, so it proves nothing about others.
 */
class ModelKindsOnNodeTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");
    private static final String ATTACKER = "127.0.0.66";
    private static final List<String> FEATURES = List.of("REQ_CPUTIME", "REQ_MEM_MALLOC", "REQ_PGFLT", "REQ_IDLE_TIME",
            "REQ_TCP_SENT", "REQ_TCP_RCVD");
    private static final ModelParameters PARAMETERS = new ModelParameters(3, FEATURES, 20, "l1",
            ThresholdRule.parse("quantile:0.999"), 1, 1, 42, 1, 99.99);

    private static RequestTable table;
    private static TrainingSet training;

    @BeforeAll
    static void read() {
        RecordedRequests recorded = RecordedRequests.read(RECORDING);
        table = recorded.table();
        training = TrainingSet.of(table, recorded.header().clock().monotonicNs(), PARAMETERS);
    }

    /** Those of CPU time alone have no threshold rule: what they flag is asserted by itself. */
    static Stream<ModelKind> kindsByThresholdRule() {
        return ModelKinds.onClassPath().all().stream().filter(kind -> !kind.name().endsWith("cpu-sigma"));
    }

    @ParameterizedTest
    @MethodSource("kindsByThresholdRule")
    void excess_atEachSnapshot_flagsTheAttacksAndHardlyAnybodyElse(ModelKind kind) {
        List<String> flagged = flaggedBy(kind, Map.of());

        assertEquals(20, flagged.stream().filter(ATTACKER::equals).count());
        assertTrue(flagged.size() <= 25, kind.name() + " flagged " + flagged.size());
    }

    /**
     * CPU times are skewed to the right, so that about 1 % of the visitors lie beyond mean plus three standard deviations; of a
     * normal distribution 0.1 % would.
     */
    @Test
    void excess_cpuSigma_flagsTheAttacksAndTheTailOfTheVisitors() {
        List<String> flagged = flaggedBy(ModelKinds.onClassPath().named("cpu-sigma"), Map.of());

        assertEquals(20, flagged.stream().filter(ATTACKER::equals).count());
        assertEquals(28, flagged.stream().filter(origin -> !origin.equals(ATTACKER)).count());
    }

    @Test
    void excess_cpuSigmaOfTenSigmas_flagsTheAttacksAndHardlyAnybodyElse() {
        List<String> flagged = flaggedBy(ModelKinds.onClassPath().named("cpu-sigma"), Map.of("sigmas", "10"));

        assertEquals(20, flagged.stream().filter(ATTACKER::equals).count());
        assertTrue(flagged.size() <= 25, "flagged " + flagged.size());
    }

    private static List<String> flaggedBy(ModelKind kind, Map<String, String> options) {
        AnomalyModel model = kind.train(
                new TrainingData(FEATURES, training.values(), PARAMETERS.threshold(), 42, options));
        return IntStream.range(0, table.rows())
                .filter(row -> table.firstTs().get(row) > training.endTs() && isFlagged(model, row))
                .mapToObj(row -> table.origins()[row]).toList();
    }

    private static boolean isFlagged(AnomalyModel model, int row) {
        return IntStream.range(table.seriesStart()[row], table.seriesStart()[row + 1])
                .anyMatch(point -> model.excess(values(point)) > 1);
    }

    private static double[] values(int point) {
        return FEATURES.stream().mapToDouble(feature -> table.value(table.column(feature), point)).toArray();
    }
}
