package io.finelame.analyze.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.evaluate.ConfusionMatrix;
import io.finelame.analyze.evaluate.Rate;
import io.finelame.analyze.evaluate.Verdict;
import io.finelame.analyze.plot.FeatureHistograms;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.run.Model;
import io.finelame.run.RunInfo;
import io.finelame.run.SweepRun;
import java.util.List;
import java.util.Map;

/**
 * What the page is given, as columns. Seconds count from the recording's start unless said otherwise; a NaN becomes
 * null. Names of fields are those that the scripts read.
 *
 * @param labelsFile
 *            null without labels
 * @param comparison
 *            null of a single run
 */
public record ReportData(String labelsFile, List<RunView> runs, ComparisonView comparison, List<SweepView> sweeps) {

    /**
     * A sweep.
     *
     * @param total
     *            runs, of which the best are among the rows
     * @param problem
     *            an example of why a run could not be done, null if all were
     * @param measures
     *            titles by name, in the choices of figures
     * @param choices
     *            what figures are chosen by, by their name
     */
    public record SweepView(String name, String directory, int total, int problems, String problem, List<SweepRun> runs,
            Map<String, String> measures, Map<String, List<Choice>> choices, ChartBook.View charts) {}

    /** @param values that of the best run first */
    record Choice(String title, List<String> values) {}

    /** @param drawn indices of the runs that charts draw */
    public record ComparisonView(int[] drawn, ChartBook.View charts) {}

    public static ComparisonView comparison(int[] drawn, FigureSet figures) {
        return new ComparisonView(drawn, ChartBook.of(figures));
    }

    /**
     * @param testRequests
     *            all of them, whatever the charts show
     * @param matrix
     *            null without labels
     * @param attacks
     *            all attacks together; without labels, all requests
     * @param ranking
     *            null unless there are both attacks and legitimate requests
     * @param plane
     *            null if the model has one feature, or the training requests don't vary
     * @param verdictStyles
     *            by the ordinal of {@link Verdict}
     * @param cpuTime
     *            null if it was not recorded
     * @param processes
     *            null if they were not distinguished
     * @param peers
     *            null if the run doesn't say
     * @param stacks
     *            null if the recording has none
     */
    public record RunView(String name, String directory, String toolVersion, Long seed, String scoredBy,
            JsonNode configuration,
            RunInfo.Counts counts, List<RunInfo.Recording> recordings, Model model, List<Feature> features,
            int trainRequests, long trainAttacks, int testRequests, int flagged, long unlabelled, Matrix matrix,
            List<LabelView> byLabel, LabelView attacks, Ranking ranking, Plane plane,
            List<VerdictView> verdictStyles, List<FeatureHistograms.OfFeature> histograms, Points test, Points train,
            SetAsideTable setAside,
            InterestTable interest, LivesView lives,
            CpuTimeView cpuTime,
            ProcessesView processes, List<String> leftOut, PeersView peers, StacksView stacks, ChartBook.View charts) {}

    /**
     * @param used
     *            ns by the recorded processes
     * @param charged
     *            ns to requests
     * @param text
     *            both, and what is left, in words
     * @param warning
     *            whether much is left
     */
    record CpuTimeView(double used, double charged, String text, boolean warning) {}

    /**
     * CPU time by process, ns.
     *
     * @param requests
     *            [processes] that it was charged for
     * @param cputime
     *            [processes] of all test requests
     * @param ofInterest
     *            [processes] of attacks; without labels, of flagged requests
     * @param lives
     *            [processes][requests with time series]
     */
    record ProcessesView(List<String> names, int[] requests, double[] cputime, double[] ofInterest,
            double[][] lives) {}

    /**
     * The peers with most CPU time and those with most requests, [peers].
     *
     * @param total
     *            all peers
     * @param allCputime
     *            ns of all peers
     * @param labels
     *            null if a peer's requests have none, or several
     * @param connections
     *            NaN if they are not known
     * @param cputime
     *            ns
     */
    record PeersView(int total, double allCputime, List<String> addresses, String[] labels, long[] requests,
            long[] mostAtOnce, double[] connections, double[] cputime, long[] flagged) {}

    record Feature(String name, FeatureUnit unit, boolean inModel) {}

    record Matrix(ConfusionMatrix counts, Rate recall, Rate precision, Rate falsePositiveRate, double f1) {}

    /**
     * @param label
     *            null for requests without one
     * @param shares
     *            of final CPU time when flagged
     * @param seconds
     *            from the first update until flagged
     * @param saved
     *            ns of CPU time used after it was flagged
     */
    record LabelView(String label, boolean attack, int requests, int flagged, Rate recall, double medianShare,
            double p90Share, double secondsToDetection, double secondsLeft, Distribution shares, Distribution seconds,
            Distribution saved) {}

    /**
     * Values of flagged requests.
     *
     * @param values
     *            ascending, at most a few hundred: the least, the greatest, and evenly between
     * @param total
     *            how many there are
     */
    record Distribution(double[] values, int total) {}

    /**
     * ROC and precision-recall curve, at most a few hundred points.
     *
     * @param total
     *            points of the whole curve
     * @param scores
     *            [points] least score over threshold that counts as flagged, descending; the first is infinite
     */
    record Ranking(double auc, double averagePrecision, int total, double[] scores, double[] recall,
            double[] falsePositiveRate, double[] precision) {}

    /**
     * The first two principal components of the model's features.
     *
     * @param axes
     *            [2][features of the model]
     * @param shares
     *            [2] of the training requests' variance that each explains
     * @param outlines
     *            whether there are outlines of what clusters accept in it
     */
    record Plane(double[][] axes, double[] shares, boolean outlines) {}

    record VerdictView(String name, ChartBook.StyleView style) {}

    /**
     * Requests to draw.
     *
     * @param total
     *            requests of the set
     * @param ofInterest
     *            how many of all are flagged, or missed attacks
     * @param ofInterestShown
     *            how many of those are among the rows
     * @param labels
     *            distinct labels; {@code label} holds indices into it, -1 for none
     * @param verdict
     *            ordinals of {@link Verdict}; empty for training requests
     * @param values
     *            [features][rows]
     * @param plane
     *            [2][rows] on the principal components; empty if there are none
     * @param excess
     *            highest score over threshold; empty for training requests
     */
    record Points(int total, int ofInterest, int ofInterestShown, String[] ids, double[] t, int[] verdict, int[] label,
            List<String> labels, long[] cluster, double[][] values, double[][] plane, double[] excess) {}

    /**
     * Requests that were not trained on: too few, and using too much, to be normal.
     *
     * @param values
     *            [features of the model][rows]
     */
    record SetAsideTable(int total, String[] ids, String[] address, double[] t, double[][] values) {}

    /** Flagged requests and missed attacks; null if a missed attack has no detection. */
    record InterestTable(int total, String[] ids, String[] address, int[] label, List<String> labels, int[] verdict,
            double[] t, double[] cpu, double[] cpuAtDetection, double[] share, double[] secondsToDetection,
            double[] secondsLeft, double[] excess) {}

    /**
     * @param outsideTest
     *            series that belong to no request of the test set
     * @param foremost
     *            index of the request that is shown first
     * @param detection
     *            seconds from the request's first update, NaN if it was never flagged
     * @param from
     *            index of each request's first point; the points of request i end where those of i + 1 start
     * @param t
     *            [points] seconds from the request's first update
     * @param values
     *            [features][points]
     */
    record LivesView(int total, int outsideTest, boolean thinned, int foremost, String[] ids, String[] address,
            int[] verdict,
            int[] label, List<String> labels, double[] detection, int[] from, double[] t, double[][] values,
            double[] excess) {}
}
