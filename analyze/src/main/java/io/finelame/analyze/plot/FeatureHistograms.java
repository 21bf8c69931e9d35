package io.finelame.analyze.plot;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.Histogram;
import io.finelame.run.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** How each feature of a run is distributed over the classes of its test requests. */
public record FeatureHistograms(List<OfFeature> features) {

    /** @param classes in the order in which they are drawn; all of one span */
    public record OfFeature(String feature, List<OfClass> classes) {

        HistogramAxis sharedAxis() {
            return HistogramAxis.of(feature, classes.stream().map(OfClass::histogram).toList());
        }
    }

    /**
     * @param kind
     *            {@code attack}, {@code legitimate}, {@code flagged} or {@code notFlagged}
     */
    public record OfClass(String kind, int total, Histogram histogram) {

        /** In words. */
        String name() {
            return kind.equals("notFlagged") ? "not flagged" : kind;
        }
    }

    public static FeatureHistograms of(Evaluation evaluation) {
        boolean[] flagged = evaluation.run().scores().flagged();
        String[] labels = evaluation.labels();
        List<OfFeature> all = new ArrayList<>();
        for (String feature : evaluation.run().test().features()) {
            double[] values = evaluation.run().test().feature(feature);
            all.add(new OfFeature(feature, evaluation.isLabelled()
                    ? List.of(of("legitimate", values, row -> Labels.LEGITIMATE.equals(labels[row])),
                            of("attack", values, row -> Evaluation.isAttack(labels[row])),
                            of("flagged", values, row -> flagged[row]))
                    : List.of(of("notFlagged", values, row -> !flagged[row]),
                            of("flagged", values, row -> flagged[row]))));
        }
        return new FeatureHistograms(all);
    }

    private static OfClass of(String kind, double[] values, IntPredicate belongs) {
        double[] members = IntStream.range(0, values.length).filter(belongs).mapToDouble(row -> values[row]).toArray();
        return new OfClass(kind, members.length, Histogram.of(Histogram.Span.of(values), members));
    }

    /** The features of any of these, each once. */
    static List<String> names(List<FeatureHistograms> several) {
        return several.stream().flatMap(one -> one.features().stream()).map(OfFeature::feature).distinct().toList();
    }

    /** Of these, those that have the feature and requests of the class. */
    static OfClass[] find(List<FeatureHistograms> several, String feature, String kind) {
        return several.stream()
                .map(one -> one.features().stream().filter(of -> of.feature().equals(feature))
                        .flatMap(of -> of.classes().stream()).filter(of -> of.kind().equals(kind) && of.total() > 0)
                        .findFirst().orElse(null))
                .toArray(OfClass[]::new);
    }

    static List<String> kinds(List<FeatureHistograms> several) {
        return several.stream().flatMap(one -> one.features().stream()).flatMap(of -> of.classes().stream())
                .map(OfClass::kind).distinct().toList();
    }
}
