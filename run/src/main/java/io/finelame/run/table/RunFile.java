package io.finelame.run.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The CSV files of a run directory, docs/run-directory.md, and their columns in order. */
public enum RunFile {
    TRAIN(requests(RunColumns.CLUSTER_LABEL)),
    SET_ASIDE(requests(RunColumns.CLUSTER_LABEL)),
    TEST(requests(RunColumns.CLUSTER_LABEL)),
    SCORES(List.of(RunColumns.REQ_ID, RunColumns.SCORE, RunColumns.DETECTION_TS, RunColumns.DETECTION_CPUTIME,
            RunColumns.LAST_TS, RunColumns.IS_OUTLIER, RunColumns.SCORES)),
    SERIES(List.of(RunColumns.REQ_ID, RunColumns.TS, RunColumns.FEATURES, RunColumns.SERIES_SCORE, RunColumns.EXCESS)),
    LEFT_OUT(requests(RunColumns.REASON)),
    SHARES(List.of(RunColumns.REQ_ID, RunColumns.PROCESS, RunColumns.PROCESS_CPUTIME)),
    STACKS(List.of(RunColumns.STACK, RunColumns.FRAMES)),
    STACK_SAMPLES(List.of(RunColumns.REQ_ID, RunColumns.STACK, RunColumns.SAMPLES)),
    PEERS(Stream.of(List.of(RunColumns.PEER, RunColumns.PEER_REQUESTS, RunColumns.MOST_AT_ONCE, RunColumns.CONNECTIONS,
            RunColumns.PEER_CPUTIME), RunColumns.traffic(), List.of(RunColumns.PEER_FLAGGED)).flatMap(List::stream)
            .toList()),
    CLUSTERS(List.of(
            RunColumns.whole("l1", "fixed point",
                    "sum of the centroid's standardised coordinates; a line for each cluster"),
            RunColumns.whole("threshold", "fixed point", "score from which a request is flagged"))),
    NORMALIZATION(List.of(RunColumns.text("feature", "a line for each feature of the model"),
            RunColumns.real("mean", "the feature's", "over the training set"),
            RunColumns.real("std", "the feature's", "standard deviation over the training set"))),
    MODEL_PARAMS(List.of(RunColumns.whole("k", "", "clusters"),
            RunColumns.text("features", "of the model, separated by blanks"),
            RunColumns.real("train_time", "s", "end of the training window"),
            RunColumns.text("scoring", "`l1`, `linf` or `finelame`"), RunColumns.text("threshold", "threshold rule")));

    private final List<CsvColumn> columns;

    RunFile(List<CsvColumn> columns) {
        this.columns = columns;
    }

    private static List<CsvColumn> requests(CsvColumn last) {
        return List.of(RunColumns.REQ_ID, RunColumns.ORIGIN_IP, RunColumns.ORIGIN_TS, RunColumns.COMPLETION_TS,
                RunColumns.FEATURES, last);
    }

    public List<CsvColumn> columns() {
        return columns;
    }

    /** @param label of the recording */
    public String name(String label) {
        return name().toLowerCase(Locale.ROOT) + "_" + label + ".csv";
    }

    /** Of a file without columns for features or clusters. */
    public List<String> header() {
        return header(List.of(), 0);
    }

    /**
     * The first line's cells.
     *
     * @param features that were recorded
     * @param k clusters of the model
     */
    public List<String> header(List<String> features, int k) {
        List<String> cells = new ArrayList<>();
        for (CsvColumn column : columns) {
            if (column == RunColumns.FEATURES) {
                cells.addAll(features);
            } else if (column == RunColumns.SCORES) {
                IntStream.range(0, k).mapToObj(RunFile::score).forEach(cells::add);
            } else {
                cells.add(column.name());
            }
        }
        return cells;
    }

    /** The column of a cluster's scores. */
    public static String score(int cluster) {
        return "score_" + cluster;
    }

    /** How a column that a file has is read; of a name that is not listed, as a feature's if the file has features. */
    public CellType type(String column) {
        return columns.stream().filter(its -> its.name().equals(column)).findFirst().map(CsvColumn::type)
                .orElse(columns.contains(RunColumns.FEATURES) || isScore(column) ? CellType.REAL : CellType.TEXT);
    }

    private boolean isScore(String column) {
        return columns.contains(RunColumns.SCORES) && column.startsWith("score_");
    }

    /** Whether a file that has features has this as one of them. */
    public boolean isFeature(String column) {
        return columns.contains(RunColumns.FEATURES) && columns.stream().noneMatch(its -> its.name().equals(column));
    }
}
