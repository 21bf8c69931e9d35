package io.finelame.analyze.evaluate;

import io.finelame.run.Model;
import io.finelame.run.Run;

/**
 * The line of one run in a table of several: small, so that a sweep's tables need not stay in memory.
 *
 * @param recall
 *            NaN without labels, like the other rates
 * @param medianShare
 *            of final CPU time when flagged, over all attacks or, without labels, all flagged requests
 */
public record Comparison(String name, String scoredBy, int k, String scoring, String thresholdRule, double trainTime,
        int requests,
        int flagged, double recall, double falsePositiveRate, double f1, double medianShare) {

    public static Comparison of(Evaluation evaluation) {
        Run run = evaluation.run();
        Model model = run.model();
        return new Comparison(run.name(), run.info().scoredBy(), model.k(), model.scoring(), model.thresholdRule(),
                model.trainTime(),
                run.test().size(), run.scores().flaggedCount(),
                evaluation.matrix().map(m -> m.recall().value()).orElse(Double.NaN),
                evaluation.matrix().map(m -> m.falsePositiveRate().value()).orElse(Double.NaN),
                evaluation.matrix().map(ConfusionMatrix::f1).orElse(Double.NaN), evaluation.attacks().medianShare());
    }
}
