package io.finelame.analyze.evaluate;

import io.finelame.run.DemoRun;
import io.finelame.run.RunDirectory;
import io.finelame.run.labels.Labels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RankingCurvesTest {

    private static final Evaluation DEMO = evaluation(DemoRun.ORIGINAL);
    private static final RankingCurves CURVES = RankingCurves.of(DEMO).orElseThrow();

    @Test
    void auc_ofTheDemo_isTheShareOfPairsInWhichTheAttackScoresHigherTiesCountedHalf() {
        double[] legitimate = scores(false);
        double above = Arrays.stream(scores(true)).map(attack -> Arrays.stream(legitimate)
                .map(other -> attack > other ? 1 : attack == other ? 0.5 : 0).sum()).sum();
        assertEquals(above / (33 * 842), CURVES.auc(), 1e-12);
        assertTrue(CURVES.auc() > 0.9 && CURVES.auc() < 1, "an example that can tell: " + CURVES.auc());
    }

    @Test
    void averagePrecision_ofTheDemo_isTheMeanOverAttacksOfThePrecisionAtTheirScore() {
        double[] attacks = scores(true);
        double[] legitimate = scores(false);
        double mean = Arrays.stream(attacks).map(score -> {
            double found = Arrays.stream(attacks).filter(other -> other >= score).count();
            return found / (found + Arrays.stream(legitimate).filter(other -> other >= score).count());
        }).average().orElseThrow();
        assertEquals(mean, CURVES.averagePrecision(), 1e-12);
    }

    @Test
    void of_requestsOfOneScore_areOneStep() {
        assertTrue(Arrays.stream(scores(false)).filter(score -> score == 0).count() > 100);
        for (int i = 1; i < CURVES.size(); i++) {
            assertTrue(CURVES.scores()[i] < CURVES.scores()[i - 1]);
        }
    }

    @Test
    void of_theDemo_leadsFromNothingFlaggedToEverything() {
        int last = CURVES.size() - 1;
        assertEquals(0, CURVES.recall(0));
        assertEquals(0, CURVES.falsePositiveRate(0));
        assertEquals(1, CURVES.precision(0));
        assertEquals(1, CURVES.recall(last));
        assertEquals(1, CURVES.falsePositiveRate(last));
        assertEquals(33.0 / (33 + 842), CURVES.precision(last));
    }

    @Test
    void of_theDemo_passesThroughTheRunsOwnVerdictsAtItsThreshold() {
        int point = IntStream.range(0, CURVES.size()).filter(i -> CURVES.scores()[i] > 1).max().orElseThrow();
        assertEquals(CURVES.verdicts().recall().value(), CURVES.recall(point));
        assertEquals(CURVES.verdicts().falsePositiveRate().value(), CURVES.falsePositiveRate(point));
        assertEquals(CURVES.verdicts().precision().value(), CURVES.precision(point));
    }

    @Test
    void thinned_toHalfOfThePoints_enclosesTheSameArea() {
        RankingCurves thinned = CURVES.thinned(CURVES.size() / 2);
        assertEquals(CURVES.size() / 2, thinned.size());
        double area = IntStream.range(1, thinned.size()).mapToDouble(
                i -> (thinned.falsePositiveRate(i) - thinned.falsePositiveRate(i - 1))
                        * (thinned.recall(i) + thinned.recall(i - 1)) / 2)
                .sum();
        assertEquals(CURVES.auc(), area, 1e-12);
    }

    @Test
    void thinned_toFewerThanTheCorners_keepsBothEnds() {
        RankingCurves thinned = CURVES.thinned(3);
        assertEquals(3, thinned.size());
        assertEquals(0, thinned.recall(0));
        assertEquals(1, thinned.falsePositiveRate(2));
        assertEquals(CURVES.auc(), thinned.auc());
    }

    @Test
    void of_runWithoutLabels_isEmpty() {
        assertTrue(RankingCurves.of(Evaluation.of(RunDirectory.read(DemoRun.ORIGINAL), Optional.empty())).isEmpty());
    }

    @Test
    void greatestExcess_scoreThatFellAfterItsPeak_isThePeak(@TempDir Path directory) throws Exception {
        DemoRun run = DemoRun.copyTo(directory);
        run.edit("series_demo.csv", ",0,0.000000\n", ",0,7.500000\n");
        assertEquals(7.5, evaluation(directory).greatestExcess(319 - 301));
    }

    private static double[] scores(boolean attacks) {
        return IntStream.range(0, DEMO.labels().length).filter(row -> DEMO.labels()[row] != null)
                .filter(row -> Evaluation.isAttack(DEMO.labels()[row]) == attacks).mapToDouble(DEMO::greatestExcess)
                .toArray();
    }

    private static Evaluation evaluation(Path run) {
        return Evaluation.of(RunDirectory.read(run),
                Optional.of(Labels.read(DemoRun.ORIGINAL.resolve("labels.csv"))));
    }
}
