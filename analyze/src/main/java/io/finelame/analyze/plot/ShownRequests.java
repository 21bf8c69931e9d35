package io.finelame.analyze.plot;

import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.evaluate.DisplaySample;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.Verdict;
import io.finelame.run.Requests;
import io.finelame.run.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Requests as points: those that the model was trained on, then test requests by verdict. If they are too many to draw, a
 * {@link DisplaySample} is drawn; the data has all.
 */
public final class ShownRequests {

    private static final double CROWD = 1_500;
    private static final double FADING = 0.3;
    private static final double SMALLEST = 1.2;
    private static final double FAINTEST = 0.15;

    private final Evaluation evaluation;
    private final int[] test;
    private final int[] train;
    private final Kind trained;
    private final List<Kind> kinds = new ArrayList<>();
    private final Map<double[], double[][]> split = new IdentityHashMap<>();
    private final Map<double[], double[]> splitTrain = new IdentityHashMap<>();

    /** Values of all training and all test requests. */
    record Column(double[] train, double[] test) {

        static Column of(Run run, String feature) {
            return new Column(run.train().feature(feature), run.test().feature(feature));
        }

        static Column starts(Run run) {
            return new Column(starts(run, run.train()), starts(run, run.test()));
        }

        private static double[] starts(Run run, Requests requests) {
            return Arrays.stream(requests.originTs()).mapToDouble(run::seconds).toArray();
        }
    }

    /**
     * @param rows
     *            of the run
     * @param shown
     *            which of the shown rows they are
     */
    private record Kind(String key, VerdictStyle look, int[] rows, int[] shown) {}

    /** @param limit the most test requests that are drawn one by one */
    public ShownRequests(Evaluation evaluation, int limit) {
        this.evaluation = evaluation;
        Verdict[] verdicts = evaluation.verdicts();
        test = DisplaySample.of(evaluation.run().test(), row -> verdicts[row].isOfInterest(), limit);
        train = DisplaySample.of(evaluation.run().train(), _ -> false, limit / 4);
        trained = kind("training", VerdictStyle.TRAINING, train, _ -> true);
        for (Verdict verdict : VerdictStyle.DRAWN_FIRST) {
            Kind kind = kind("v" + verdict.ordinal(), VerdictStyle.of(verdict, evaluation.isLabelled()), test,
                    row -> verdicts[row] == verdict);
            if (kind.rows().length > 0) {
                kinds.add(kind);
            }
        }
    }

    private static Kind kind(String key, VerdictStyle look, int[] rows, IntPredicate belongs) {
        int[] shown = IntStream.range(0, rows.length).filter(i -> belongs.test(rows[i])).toArray();
        return new Kind(key, look, Arrays.stream(shown).map(i -> rows[i]).toArray(), shown);
    }

    /** Rows of the test requests that are drawn, ascending. */
    public int[] test() {
        return test;
    }

    /** Rows of the training requests that are drawn, ascending. */
    public int[] train() {
        return train;
    }

    List<Layer> layers(Column x, Column y) {
        List<Layer> layers = new ArrayList<>();
        if (train.length > 0) {
            layers.add(points(trained, pick(splitTrain, x.train()), pick(splitTrain, y.train())));
        }
        layers.addAll(testLayers(x.test(), y.test()));
        return layers;
    }

    List<Layer> testLayers(double[] x, double[] y) {
        double[][] xs = split.computeIfAbsent(x, this::byKind);
        double[][] ys = split.computeIfAbsent(y, this::byKind);
        return IntStream.range(0, kinds.size()).mapToObj(i -> points(kinds.get(i), xs[i], ys[i])).toList();
    }

    private double[] pick(Map<double[], double[]> known, double[] column) {
        return known.computeIfAbsent(column, values -> pick(values, train));
    }

    private double[][] byKind(double[] column) {
        return kinds.stream().map(kind -> pick(column, kind.rows())).toArray(double[][]::new);
    }

    private static Layer points(Kind kind, double[] x, double[] y) {
        return new Layer.Points(kind.key(), kind.look().name(), faint(kind.look().style(), x.length), x, y,
                kind.shown());
    }

    /** The more points, the smaller and fainter, so that a crowd shows its density. */
    private static Style faint(Style style, int points) {
        double crowd = Math.pow(Math.max(1, points / CROWD), FADING);
        return Style.points(style.color(), style.symbol(), Math.max(SMALLEST, style.size() / crowd),
                Math.max(FAINTEST, style.opacity() / crowd));
    }

    private static double[] pick(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }

    /** A table of kind, req_id, x, y, verdict and label of each request, drawn or not. */
    DataTable data(String xName, String yName, Column x, Column y) {
        DataTable data = testData(xName, yName, new double[0], new double[0]);
        long[] ids = evaluation.run().train().ids();
        IntStream.range(0, ids.length).forEach(row -> data.add("training", Long.toUnsignedString(ids[row]),
                x.train()[row], y.train()[row], null, null));
        addTest(data, x.test(), y.test());
        return data;
    }

    DataTable testData(String xName, String yName, double[] x, double[] y) {
        DataTable data = new DataTable("kind", "req_id", xName, yName, "verdict", "label");
        addTest(data, x, y);
        return data;
    }

    private void addTest(DataTable data, double[] x, double[] y) {
        long[] ids = evaluation.run().test().ids();
        IntStream.range(0, x.length).forEach(row -> data.add("test", Long.toUnsignedString(ids[row]), x[row], y[row],
                VerdictStyle.of(evaluation.verdicts()[row], evaluation.isLabelled()).name(),
                evaluation.labels()[row]));
    }
}
