package io.finelame.replay.anomaly;

import io.finelame.cli.text.Nearest;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.training.ThresholdRule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What a model is trained on. The values are not copied: nobody changes them.
 *
 * @param features names, e.g. {@code REQ_CPUTIME}
 * @param values [requests][features] of legitimate requests, cleaned, in the features' own units
 * @param threshold to be applied to the training requests' own scores
 * @param seed of whatever is random
 * @param options of the kind, as the user wrote them
 */
public record TrainingData(List<String> features, double[][] values, ThresholdRule threshold, long seed,
        Map<String, String> options) {
    /** @throws IllegalArgumentException if a row has not one value per feature */
    public TrainingData {
        features = List.copyOf(features);
        options = Map.copyOf(options);
        int expected = features.size();
        if (expected == 0 || Arrays.stream(values).anyMatch(row -> row.length != expected)) {
            throw new IllegalArgumentException("expected " + expected + " values in each row, one per feature");
        }
    }

    /** @throws ReplayException if there are fewer requests */
    public void requireRows(String kind, int least) {
        if (values.length < least) {
            throw new ReplayException(String.format(Locale.ROOT,
                    "%,d requests within the train time are too few: the %s model needs %,d; use a longer --train-time",
                    values.length, kind, least));
        }
    }

    /** @throws ReplayException if an option is none of these */
    public void requireOptions(String kind, List<String> known) {
        for (String option : options.keySet().stream().sorted().toList()) {
            if (!known.contains(option)) {
                throw new ReplayException("the " + kind + " model has no option '" + option + "'"
                        + Nearest.hint(option, known)
                        + (known.isEmpty() ? "; it has none" : "; it has " + String.join(", ", known)));
            }
        }
    }

    /**
     * @param otherwise where the option isn't set
     * @throws ReplayException if it is not a number from {@code least} to {@code most}
     */
    public double option(String name, double otherwise, double least, double most) {
        String text = options.get(name);
        if (text == null) {
            return otherwise;
        }
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            value = Double.NaN;
        }
        if (value >= least && value <= most) {
            return value;
        }
        throw new ReplayException("model option " + name + " = '" + text + "': expected a number from "
                + plain(least) + " to " + plain(most));
    }

    /** @throws ReplayException if it is not a whole number from {@code least} to {@code most} */
    public int option(String name, int otherwise, int least, int most) {
        double value = option(name, (double) otherwise, least, most);
        if (value != Math.rint(value)) {
            throw new ReplayException(
                    "model option " + name + " = '" + options.get(name) + "': expected a whole number");
        }
        return (int) value;
    }

    /**
     * @param choices the first of them where the option isn't set
     * @throws ReplayException if it is none of these
     */
    public String choice(String name, List<String> choices) {
        String text = options.getOrDefault(name, choices.getFirst());
        if (!choices.contains(text)) {
            throw new ReplayException("model option " + Nearest.expected(name, text, choices));
        }
        return text;
    }

    /** At most this many of its requests, in their order; the same for the same seed. */
    public TrainingData drawn(int most) {
        if (values.length <= most) {
            return this;
        }
        int[] drawn = new Random(seed).ints(0, values.length).distinct().limit(most).sorted().toArray();
        double[][] rows = Arrays.stream(drawn).mapToObj(i -> values[i]).toArray(double[][]::new);
        return new TrainingData(features, rows, threshold, seed, options);
    }

    /** [requests] the values of one feature, by its index. */
    public double[] column(int feature) {
        return Arrays.stream(values).mapToDouble(row -> row[feature]).toArray();
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
