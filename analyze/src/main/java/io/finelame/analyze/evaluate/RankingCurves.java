package io.finelame.analyze.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How well a run's scores separate attacks from legitimate requests, whatever the threshold: the points of the ROC and of
 * the precision-recall curve. Requests of one score are one step (Fawcett, An introduction to ROC analysis, 2006).
 *
 * @param scores
 *            [points] score over threshold, descending: a point counts the requests of at least that score as flagged;
 *            the first is infinite, so that none is
 * @param truePositives
 *            [points]
 * @param falsePositives
 *            [points]
 * @param auc
 *            area under the ROC curve: the probability that an attack scores above a legitimate request, ties counted
 *            half
 * @param averagePrecision
 *            sum over the points of precision times the recall gained (Manning, Raghavan and Schütze, Introduction to
 *            Information Retrieval, 2008, section 8.4); precision is not interpolated, which would flatter it (Davis
 *            and Goadrich, 2006)
 * @param verdicts
 *            the run's own: where on the curves it operates
 */
public record RankingCurves(double[] scores, long[] truePositives, long[] falsePositives, double auc,
        double averagePrecision,
        ConfusionMatrix verdicts) {

    private static final int DRAWN = 300;

    /** The curves of the labelled test requests; empty unless there are both attacks and legitimate requests. */
    public static Optional<RankingCurves> of(Evaluation evaluation) {
        return evaluation.matrix().filter(matrix -> matrix.attacks() > 0 && matrix.legitimate() > 0)
                .map(matrix -> of(ranked(evaluation), matrix));
    }

    private record Ranked(double score, boolean attack) {}

    private static List<Ranked> ranked(Evaluation evaluation) {
        String[] labels = evaluation.labels();
        return IntStream.range(0, labels.length).filter(row -> labels[row] != null)
                .mapToObj(row -> new Ranked(evaluation.greatestExcess(row), Evaluation.isAttack(labels[row])))
                .sorted(Comparator.comparingDouble(Ranked::score).reversed()).toList();
    }

    private static RankingCurves of(List<Ranked> ranked, ConfusionMatrix verdicts) {
        double[] scores = new double[ranked.size() + 1];
        long[] truePositives = new long[scores.length];
        long[] falsePositives = new long[scores.length];
        scores[0] = Double.POSITIVE_INFINITY;
        int last = 0;
        for (int i = 0; i < ranked.size(); i++) {
            Ranked request = ranked.get(i);
            if (i == 0 || request.score() != scores[last]) {
                last++;
                scores[last] = request.score();
                truePositives[last] = truePositives[last - 1];
                falsePositives[last] = falsePositives[last - 1];
            }
            truePositives[last] += request.attack() ? 1 : 0;
            falsePositives[last] += request.attack() ? 0 : 1;
        }
        return of(Arrays.copyOf(scores, last + 1), Arrays.copyOf(truePositives, last + 1),
                Arrays.copyOf(falsePositives, last + 1), verdicts);
    }

    private static RankingCurves of(double[] scores, long[] truePositives, long[] falsePositives,
            ConfusionMatrix verdicts) {
        double area = 0;
        double precision = 0;
        for (int i = 1; i < scores.length; i++) {
            long gained = truePositives[i] - truePositives[i - 1];
            area += (falsePositives[i] - falsePositives[i - 1]) * (truePositives[i - 1] + gained / 2.0);
            precision += gained * (double) truePositives[i] / (truePositives[i] + falsePositives[i]);
        }
        double attacks = verdicts.attacks();
        return new RankingCurves(scores, truePositives, falsePositives, area / (attacks * verdicts.legitimate()),
                precision / attacks, verdicts);
    }

    public int size() {
        return scores.length;
    }

    public double recall(int point) {
        return (double) truePositives[point] / verdicts.attacks();
    }

    public double falsePositiveRate(int point) {
        return (double) falsePositives[point] / verdicts.legitimate();
    }

    /** 1 if nothing is flagged. */
    public double precision(int point) {
        long flagged = truePositives[point] + falsePositives[point];
        return flagged == 0 ? 1 : (double) truePositives[point] / flagged;
    }

    /** The same curves with at most a few hundred points, for drawing. */
    public RankingCurves thinned() {
        return thinned(DRAWN);
    }

    /**
     * The same curves with fewer points, for drawing: both ends and the corners, evenly chosen if they are too many, then
     * points between them.
     */
    RankingCurves thinned(int limit) {
        if (size() <= limit) {
            return this;
        }
        int[] corners = IntStream.range(0, size()).filter(this::isCorner).toArray();
        if (corners.length > limit - 2) {
            return only(Arrays.stream(DisplaySample.evenly(corners.length, limit)).map(i -> corners[i]));
        }
        int[] others = IntStream.range(0, size()).filter(point -> !isCorner(point)).toArray();
        IntStream between = Arrays.stream(DisplaySample.evenly(others.length, limit - corners.length))
                .map(i -> others[i]);
        return only(IntStream.concat(Arrays.stream(corners), between).sorted());
    }

    /** An end, or a point where a curve turns. */
    private boolean isCorner(int point) {
        return point == 0 || point == size() - 1 || kindOfStep(point) != kindOfStep(point + 1)
                || kindOfStep(point) == 3;
    }

    /** Of the step that ends at a point: 1 attacks, 2 legitimate requests, 3 both. */
    private int kindOfStep(int point) {
        return (truePositives[point] > truePositives[point - 1] ? 1 : 0)
                + (falsePositives[point] > falsePositives[point - 1] ? 2 : 0);
    }

    private RankingCurves only(IntStream points) {
        int[] kept = points.toArray();
        return new RankingCurves(Arrays.stream(kept).mapToDouble(point -> scores[point]).toArray(),
                Arrays.stream(kept).mapToLong(point -> truePositives[point]).toArray(),
                Arrays.stream(kept).mapToLong(point -> falsePositives[point]).toArray(), auc, averagePrecision,
                verdicts);
    }
}
