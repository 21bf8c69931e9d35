package io.finelame.run.table;

import java.util.Locale;

/** The columns of a sweep's runs.csv and pareto.csv, in their order. */
public enum SweepColumn {
    RUN(CellType.WHOLE, "", "the run's number, from 1"),
    TRAIN_RECORDING(CellType.TEXT, "", "label of the recording that the model was trained on"),
    TEST_RECORDING(CellType.TEXT, "", "label of the recording that it was tested on"),
    MODEL(CellType.TEXT, "", "type of the model, with its options"),
    K(CellType.WHOLE, "", "clusters that were asked for; only K-means has them"),
    FEATURES(CellType.TEXT, "", "features of the model, separated by blanks"),
    TRAIN_FROM(CellType.REAL, "s", "start of the training window, from the recording's start"),
    TRAIN_TIME(CellType.REAL, "s", "end of the training window"),
    SCORING(CellType.TEXT, "", "`l1`, `linf` or `finelame`; as are the next nine, of `sweep.yml`"),
    SCALE(CellType.TEXT, "", "`std`, `mad` or `log`"),
    MIN_CLUSTER(CellType.TEXT, "", "smallest cluster that counts as normal"),
    THRESHOLD(CellType.TEXT, "", "threshold rule"),
    CLEAN_PERCENTILE(CellType.REAL, "%", "training requests above this percentile of a feature are filtered out"),
    THIN(CellType.WHOLE, "", "one snapshot of N is used"),
    SEED(CellType.WHOLE, "", "random seed"),
    LEAVE_OUT(CellType.TEXT, "", "kinds of requests that are left out"),
    CONSENSUS(CellType.WHOLE, "", "how many models must agree"),
    CLUSTERER(CellType.TEXT, "", "whose K-means: `own` or `smile`"),
    TRAIN(CellType.WHOLE, "requests", "trained on"),
    CLEANED(CellType.WHOLE, "requests", "filtered out of training by `clean_percentile`"),
    SET_ASIDE(CellType.WHOLE, "requests", "[too few to be normal](scoring.md#training)"),
    TRAIN_ATTACKS(CellType.WHOLE, "requests",
            "labelled attacks among those trained on: a warning, because they teach that attacks are normal"),
    INERTIA(CellType.REAL, "variances",
            "sum of squared distances to the own centroid, in standard deviations: look for the elbow over k"),
    SILHOUETTE(CellType.REAL, "",
            "mean silhouette coefficient of up to 1,000 evenly spaced training requests (Rousseeuw 1987), -1 to 1"),
    GAP(CellType.REAL, "",
            "gap statistic (Tibshirani et al. 2001): the smallest k with gap(k) >= gap(k+1) - gap_error(k+1)"),
    GAP_ERROR(CellType.REAL, "", "standard error of `gap`"),
    TEST(CellType.WHOLE, "requests", "scored"),
    FLAGGED(CellType.WHOLE, "requests", "that were an outlier at any snapshot"),
    ATTACKS(CellType.WHOLE, "requests", "labelled as attacks"),
    TRUE_POSITIVES(CellType.WHOLE, "requests", "flagged attacks"),
    FALSE_POSITIVES(CellType.WHOLE, "requests", "flagged legitimate requests"),
    PRECISION(CellType.REAL, "", "fraction of attacks among the flagged requests that have a label"),
    RECALL(CellType.REAL, "", "fraction of the attacks that were flagged"),
    F1(CellType.REAL, "", "harmonic mean of precision and recall"),
    AUC(CellType.REAL, "", "area under the ROC curve of each request's greatest score over threshold"),
    AUC_LOW(CellType.REAL, "", "with `bootstrap`: lower end of its 95 % interval"),
    AUC_HIGH(CellType.REAL, "", "upper end"),
    FALSE_POSITIVE_RATE(CellType.REAL, "", "fraction of the legitimate requests that were flagged"),
    RECALL_AT_0_1_PERCENT(CellType.REAL, "",
            "recall where a threshold flags 0.1 % of the legitimate requests: what the ranking is worth; empty with fewer than"
                    + " 1,000 of them"),
    RECALL_AT_0_1_PERCENT_LOW(CellType.REAL, "", "with `bootstrap`: lower end of its 95 % interval"),
    RECALL_AT_0_1_PERCENT_HIGH(CellType.REAL, "", "upper end"),
    MEDIAN_CPU_SHARE(CellType.REAL, "",
            "CPU time used at detection as a fraction of that used in the end: median over flagged attacks (without labels:"
                    + " over all flagged requests)"),
    MEAN_CPU_SHARE(CellType.REAL, "",
            "the same as a mean over all labelled attacks; an attack that isn't flagged counts as 1, and so does one that used"
                    + " no CPU time"),
    CPU_SHARE_AT_0_1_PERCENT(CellType.REAL, "",
            "the same mean where a threshold flags 0.1 % of the legitimate requests: how early a model detects, whatever its"
                    + " threshold; empty where that recall is"),
    CPU_SHARE_AT_0_1_PERCENT_LOW(CellType.REAL, "", "with `bootstrap`: lower end of its 95 % interval"),
    CPU_SHARE_AT_0_1_PERCENT_HIGH(CellType.REAL, "", "upper end"),
    DEPLOYABLE(CellType.TEXT, "", "`yes` if `detect --model` takes it, otherwise `no`"),
    PROBLEM(CellType.TEXT, "", "why a run could not be done, e.g. too few requests for k"),
    WALL_MS(CellType.REAL, "ms", "its time; the first run that needs a clustering pays for it");

    private final CellType type;
    private final String unit;
    private final String meaning;

    SweepColumn(CellType type, String unit, String meaning) {
        this.type = type;
        this.unit = unit;
        this.meaning = meaning;
    }

    /** As the header has it. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    public CellType type() {
        return type;
    }

    public CsvColumn column() {
        return new CsvColumn(title(), type, unit, meaning);
    }
}
