package io.finelame.replay.evaluate;

import io.finelame.cli.text.FeatureUnit;
import io.finelame.cli.text.KnownFeature;
import io.finelame.replay.model.Model;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Notes and warnings for the user about a trained model, one line each. */
public final class TrainingNotes {
    /** Times what a typical request uses. */
    public static final int DEFAULT_RATIO = 50;
    private static final int FEW_REQUESTS = 100;
    /** Proportion of flagged requests after training: more than that isn't an attack among visitors. */
    private static final double MOST = 0.5;
    private static final int FEW_TESTED = 20;
    private static final String CPU_TIME = "REQ_CPUTIME";

    private final TrainingSet training;
    private final Model model;

    /** @param training empty if the model was trained elsewhere */
    public TrainingNotes(TrainingSet training, Model model) {
        this.training = training;
        this.model = model;
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /**
     * What speaks against the model.
     *
     * @param ratio times what a typical request uses, above which accepting it is worth a warning
     */
    public List<String> warnings(double ratio) {
        List<String> warnings = new ArrayList<>();
        if (training.rows().length > 0) {
            few().ifPresent(warnings::add);
            wide(ratio).ifPresent(warnings::add);
        }
        return warnings;
    }

    /** What speaks against it after it was applied. */
    public static Optional<String> flagged(Replay replay) {
        int tested = replay.testRows().length;
        return tested < FEW_TESTED || replay.flagged() <= MOST * tested
                ? Optional.empty()
                : Optional.of(
                        say("warning: %.0f %% of the %,d requests flagged: has the server changed since the training?",
                                100.0 * replay.flagged() / tested, tested));
    }

    /** The requests that were not taken for normal. */
    public List<String> setAside(ModelParameters parameters) {
        int least = parameters.options().minCluster().of(training.rows().length + training.setAsideRows());
        return training.setAside().stream().map(group -> {
            int feature = outlying(group);
            return say(
                    "%,d request%s of up to %s of %s %s left out of training: a small cluster (fewer than %,d requests)"
                            + " that uses far more than the others (--min-cluster)",
                    group.length, group.length == 1 ? "" : "s",
                    amount(feature, most(group, feature)), model.features().get(feature),
                    group.length == 1 ? "was" : "were", least);
        }).toList();
    }

    /** The feature in which a group lies farthest beyond the others, in standard deviations. */
    private int outlying(int[] group) {
        return IntStream.range(0, model.features().size()).boxed()
                .max((a, b) -> Double.compare(beyond(group, a), beyond(group, b))).orElseThrow();
    }

    private double beyond(int[] group, int feature) {
        double spread = Math.max(model.std()[feature], KnownFeature.resolutionOf(model.features().get(feature)));
        return (most(group, feature) - model.mean()[feature]) / spread;
    }

    private double most(int[] group, int feature) {
        RequestTable table = training.table();
        int column = table.column(model.features().get(feature));
        return Arrays.stream(group).mapToDouble(row -> table.value(column, table.pointAt(row, training.endTs()))).max()
                .orElseThrow();
    }

    private String amount(int feature, double value) {
        return FeatureUnit.of(model.features().get(feature)).format(value);
    }

    private Optional<String> few() {
        return training.rows().length >= FEW_REQUESTS
                ? Optional.empty()
                : Optional.of(
                        say("warning: trained on few requests (%,d): a longer --train-time gives a better model,"
                                + " expected %,d or more", training.rows().length, FEW_REQUESTS));
    }

    /**
     * Checks CPU time if the model has it, else any feature that a typical request uses: sizes of pages differ by more than
     * what they cost.
     */
    private Optional<String> wide(double ratio) {
        int cpu = model.features().indexOf(CPU_TIME);
        return IntStream.range(0, model.features().size())
                .filter(f -> f == cpu
                        || cpu < 0 && model.typical()[f] >= KnownFeature.resolutionOf(model.features().get(f)))
                .filter(f -> isLimited(f) && times(f) > ratio).boxed().max(Comparator.comparingDouble(this::times))
                .map(f -> say("warning: the model accepts up to %s of %s, %,.0f times what a typical request uses (%s)",
                        amount(f, accepted(f)), model.features().get(f), times(f), amount(f, model.typical()[f])));
    }

    private double times(int feature) {
        return accepted(feature)
                / Math.max(model.typical()[feature], KnownFeature.resolutionOf(model.features().get(feature)));
    }

    private double accepted(int feature) {
        return Arrays.stream(model.accepts()).mapToDouble(row -> row[feature]).max().orElseThrow();
    }

    private boolean isLimited(int feature) {
        return accepted(feature) < Long.MAX_VALUE;
    }
}
