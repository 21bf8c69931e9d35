package io.finelame.analyze.evaluate;

import java.util.Arrays;

/** Labelled requests, counted by label and verdict. An attack is the positive class. */
public record ConfusionMatrix(long truePositives, long falseNegatives, long falsePositives, long trueNegatives) {

    static ConfusionMatrix of(Verdict[] verdicts) {
        return new ConfusionMatrix(count(verdicts, Verdict.TRUE_POSITIVE), count(verdicts, Verdict.FALSE_NEGATIVE),
                count(verdicts, Verdict.FALSE_POSITIVE), count(verdicts, Verdict.TRUE_NEGATIVE));
    }

    private static long count(Verdict[] verdicts, Verdict wanted) {
        return Arrays.stream(verdicts).filter(v -> v == wanted).count();
    }

    long attacks() {
        return truePositives + falseNegatives;
    }

    long legitimate() {
        return falsePositives + trueNegatives;
    }

    public Rate recall() {
        return Rate.of(truePositives, attacks());
    }

    public Rate precision() {
        return Rate.of(truePositives, truePositives + falsePositives);
    }

    public Rate falsePositiveRate() {
        return Rate.of(falsePositives, legitimate());
    }

    /** Harmonic mean of precision and recall, from 0 to 1; NaN if there are neither attacks nor flagged requests. */
    public double f1() {
        return 2.0 * truePositives / (2.0 * truePositives + falsePositives + falseNegatives);
    }
}
