package io.finelame.replay;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model trained on a table's train time and applied to what came after.
 *
 * @param testRows [n] of the table: the requests that began after the train time
 * @param verdicts [n]
 * @param ignored requests that began within the train time, but were first seen after it
 */
record Replay(RequestTable table, TrainingSet training, Model model, int[] testRows, List<Verdict> verdicts,
        int ignored) {
    static Replay of(RequestTable table, long startTs, ModelParameters parameters) {
        TrainingSet training = TrainingSet.of(table, startTs, parameters);
        Model model = Model.train(training, parameters);
        int[] columns = parameters.features().stream().mapToInt(table::column).toArray();
        int[] testRows = IntStream.range(0, table.rows()).filter(row -> table.firstTs()[row] > training.endTs())
                .toArray();
        List<Verdict> verdicts = Arrays.stream(testRows).parallel()
                .mapToObj(row -> Verdict.of(table, row, columns, model.fixedPoint())).toList();
        int ignored = table.rows() - testRows.length - training.rows().length - training.cleaned();
        return new Replay(table, training, model, testRows, verdicts, ignored);
    }

    long flagged() {
        return verdicts.stream().filter(Verdict::flagged).count();
    }
}
