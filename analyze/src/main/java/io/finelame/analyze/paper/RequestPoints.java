package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.DisplaySample;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.Verdict;
import io.finelame.analyze.figures.DataTable;
import io.finelame.analyze.figures.Layer;
import io.finelame.analyze.figures.Style;
import io.finelame.run.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Test requests as points by verdict, over the requests that the model was trained on. Where there are too many to
 * draw, a {@link DisplaySample} is drawn; the data has all.
 *
 * @param test
 *            [2][test requests]
 * @param train
 *            [2][training requests], of none if they aren't shown
 */
record RequestPoints(Evaluation evaluation, double[][] test, double[][] train) {

    private static final int MAX_POINTS = 20_000;
    private static final double CROWD = 1_500;

    DoubleStream along(int axis) {
        return DoubleStream.concat(Arrays.stream(test[axis]), Arrays.stream(train[axis]));
    }

    List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        if (train[0].length > 0) {
            layers.add(points(VerdictStyle.TRAINING, train,
                    DisplaySample.of(evaluation.run().train(), _ -> false, MAX_POINTS / 4)));
        }
        Verdict[] verdicts = evaluation.verdicts();
        int[] rows = DisplaySample.of(evaluation.run().test(), row -> verdicts[row].isOfInterest(), MAX_POINTS);
        for (Verdict verdict : VerdictStyle.DRAWN_FIRST) {
            int[] those = Arrays.stream(rows).filter(row -> verdicts[row] == verdict).toArray();
            if (those.length > 0) {
                layers.add(points(VerdictStyle.of(verdict, evaluation.isLabelled()), test, those));
            }
        }
        return layers;
    }

    private static Layer points(VerdictStyle look, double[][] values, int[] rows) {
        return new Layer.Points(look.name(), faint(look.style(), rows.length), pick(values[0], rows),
                pick(values[1], rows));
    }

    /** The more points, the smaller and fainter, so that a crowd shows its density. */
    private static Style faint(Style style, int points) {
        double crowd = Math.pow(Math.max(1, points / CROWD), 0.3);
        return Style.points(style.color(), style.symbol(), Math.max(1.2, style.size() / crowd),
                Math.max(0.15, style.opacity() / crowd));
    }

    private static double[] pick(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }

    /** Appends kind, req_id, x, y, verdict and label of each request. */
    void addTo(DataTable data) {
        Run run = evaluation.run();
        IntStream.range(0, train[0].length).forEach(row -> data.add("training",
                Long.toUnsignedString(run.train().ids()[row]), train[0][row], train[1][row], null, null));
        IntStream.range(0, test[0].length)
                .forEach(row -> data.add("test", Long.toUnsignedString(run.test().ids()[row]), test[0][row],
                        test[1][row],
                        VerdictStyle.of(evaluation.verdicts()[row], evaluation.isLabelled()).name(),
                        evaluation.labels()[row]));
    }
}
