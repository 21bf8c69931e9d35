package io.finelame.analyze.plot.sweep;

import io.finelame.run.SweepRun;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What a figure of a sweep doesn't vary, and what each may be.
 *
 * @param values
 *            as the best runs have them first; never empty
 */
public record SweepChoice(Parameter parameter, List<String> values) {

    /** A parameter of a sweep. */
    public enum Parameter {
        TRAIN_RECORDING("Train", SweepRun::trainRecording), TEST_RECORDING("Test", SweepRun::testRecording),
        FEATURES("Features", SweepRun::features), TRAIN_TIME("Train time", run -> number(run.trainTime())),
        SCORING("Scoring", SweepRun::scoring), THRESHOLD("Threshold", SweepRun::threshold),
        CLEANING("Cleaning", run -> number(run.cleanPercentile())), THINNING("Thinning", run -> number(run.thin())),
        SEED("Seed", SweepRun::seed);

        private final String title;
        private final Function<SweepRun, String> value;

        Parameter(String title, Function<SweepRun, String> value) {
            this.title = title;
            this.value = value;
        }

        private static String number(double value) {
            if (!Double.isFinite(value)) {
                return Double.isNaN(value) ? "–" : "∞";
            }
            return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        }

        public String title() {
            return title;
        }

        /** Empty if it means nothing to the run's model, which goes with any then. */
        String of(SweepRun run) {
            return value.apply(run);
        }
    }

    static List<SweepChoice> of(List<SweepRun> runs, List<Parameter> parameters) {
        return parameters.stream().map(parameter -> new SweepChoice(parameter, values(runs, parameter))).toList();
    }

    private static List<String> values(List<SweepRun> runs, Parameter parameter) {
        List<String> values = runs.stream().map(parameter::of).filter(value -> !value.isEmpty()).distinct().toList();
        return values.isEmpty() ? List.of("") : values;
    }

    /** The combinations that any of the runs has, those of the best runs first, at most so many. */
    static List<List<String>> combinations(List<SweepRun> runs, List<SweepChoice> choices, int most) {
        Set<List<String>> all = new LinkedHashSet<>();
        for (SweepRun run : runs) {
            List<List<String>> those = List.of(List.of());
            for (SweepChoice choice : choices) {
                those = those.stream().flatMap(begun -> choice.valuesOf(run).stream().map(value -> with(begun, value)))
                        .toList();
            }
            those.stream().limit((long) most - all.size()).forEach(all::add);
            if (all.size() >= most) {
                break;
            }
        }
        return List.copyOf(all);
    }

    private List<String> valuesOf(SweepRun run) {
        String value = parameter.of(run);
        return value.isEmpty() ? values : List.of(value);
    }

    private static List<String> with(List<String> begun, String value) {
        List<String> longer = new ArrayList<>(begun);
        longer.add(value);
        return longer;
    }

    static boolean fits(SweepRun run, List<SweepChoice> choices, List<String> chosen) {
        for (int i = 0; i < choices.size(); i++) {
            String value = choices.get(i).parameter().of(run);
            if (!value.isEmpty() && !value.equals(chosen.get(i))) {
                return false;
            }
        }
        return true;
    }
}
