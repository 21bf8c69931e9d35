package io.finelame.analyze.report;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.run.ProcessUse;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Arranges what the page shows of the processes that requests went through. */
final class ProcessesViewBuilder {

    private final Evaluation evaluation;
    private final ProcessUse use;

    ProcessesViewBuilder(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.use = evaluation.run().processes();
    }

    /**
     * @param lives
     *            [requests] rows of the test requests whose time series are shown
     * @return null if the recording doesn't distinguish processes
     */
    ReportData.ProcessesView build(int[] lives) {
        if (use.isEmpty()) {
            return null;
        }
        IntPredicate ofInterest = evaluation.isLabelled()
                ? row -> Evaluation.isAttack(evaluation.labels()[row])
                : row -> evaluation.run().scores().flagged()[row];
        int[] processes = IntStream.range(0, use.processes().size()).toArray();
        return new ReportData.ProcessesView(use.processes(), Arrays.stream(processes).map(use::requests).toArray(),
                Arrays.stream(processes).mapToDouble(process -> use.sum(process, _ -> true)).toArray(),
                Arrays.stream(processes).mapToDouble(process -> use.sum(process, ofInterest)).toArray(),
                Arrays.stream(processes)
                        .mapToObj(process -> Arrays.stream(lives)
                                .mapToDouble(row -> use.cputime()[process][row]).toArray())
                        .toArray(double[][]::new));
    }
}
