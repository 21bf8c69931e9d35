package io.finelame.replay.training;

import io.finelame.cli.text.KnownFeature;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the features of a training set are measured by, so that they can be compared.
 * <ul>
 * <li>{@code std}: mean and population standard deviation
 * <li>{@code mad}: median and median absolute deviation times 1.4826, which is the standard deviation of a normal distribution
 * but doesn't grow with a few large values; where more than half of the values are equal, mean absolute deviation times 1.2533
 * (Iglewicz and Hoaglin 1993), else the standard deviation
 * <li>{@code log}: mean and standard deviation of log2(value + resolution), in octaves: twice as much is as far from once as
 * four times is from twice
 * </ul>
 *
 * @param name one of these
 * @param centre [features] and {@code spread} [features], in the features' own units or, of {@code log}, octaves
 * @param offset [features] added before the logarithm; empty if there is none
 */
public record FeatureScale(String name, double[] centre, double[] spread, double[] offset) {
    public static final String STD = "std";
    public static final String MAD = "mad";
    public static final String LOG = "log";
    private static final double MAD_TO_STD = 1.4826;
    private static final double MEAN_DEVIATION_TO_STD = 1.2533;
    /** The least spread of a logarithm: what was constant in training may vary by a factor of 1.4. */
    private static final double LEAST_OCTAVES = 0.5;

    /** @param values [n][features] in the features' own units, not empty */
    public static FeatureScale of(String name, List<String> features, double[][] values) {
        int count = features.size();
        double[] centre = new double[count];
        double[] spread = new double[count];
        double[] offset = name.equals(LOG)
                ? features.stream().mapToDouble(KnownFeature::resolutionOf).toArray()
                : new double[0];
        for (int f = 0; f < count; f++) {
            double[] column = positions(f, offset, column(values, f));
            centre[f] = name.equals(MAD) ? ThresholdRule.percentile(column, 50) : mean(column);
            spread[f] = name.equals(MAD) ? mad(column) : std(column);
        }
        return new FeatureScale(name, centre, spread, offset);
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    /** [n] a feature's values. */
    public static double[] column(double[][] values, int feature) {
        double[] column = new double[values.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = values[i][feature];
        }
        return column;
    }

    /** @param values not empty */
    public static double mean(double[] values) {
        DoubleSummaryStatistics sum = new DoubleSummaryStatistics();
        for (double value : values) {
            sum.accept(value);
        }
        return sum.getAverage();
    }

    /** The population standard deviation. */
    public static double std(double[] values) {
        return std(values, mean(values));
    }

    static double std(double[] values, double mean) {
        DoubleSummaryStatistics squares = new DoubleSummaryStatistics();
        for (double value : values) {
            double difference = value - mean;
            squares.accept(difference * difference);
        }
        return Math.sqrt(squares.getAverage());
    }

    /** Comparable with a standard deviation; 0 if all values are equal. */
    static double mad(double[] values) {
        double median = ThresholdRule.percentile(values, 50);
        double[] deviations = Arrays.stream(values).map(value -> Math.abs(value - median)).toArray();
        double mad = ThresholdRule.percentile(deviations, 50);
        return mad > 0 ? MAD_TO_STD * mad : MEAN_DEVIATION_TO_STD * mean(deviations);
    }

    /** [n] values of a feature in its own unit; where they are on the scale: octaves, of {@code log}. */
    public double[] positions(int feature, double[] values) {
        return positions(feature, offset, values);
    }

    private static double[] positions(int feature, double[] offset, double[] values) {
        return offset.length == 0
                ? values
                : Arrays.stream(values).map(value -> log2(value + offset[feature])).toArray();
    }

    public boolean isLog() {
        return offset.length > 0;
    }

    /** [n][features]: in spreads from the centre; a constant feature is 0 throughout. */
    public double[][] standardised(double[][] values) {
        double[][] standardised = new double[values.length][centre.length];
        boolean log = isLog();
        for (int f = 0; f < centre.length; f++) {
            double unit = spread[f] == 0 ? 1 : spread[f];
            for (int i = 0; i < values.length; i++) {
                double position = log ? log2(values[i][f] + offset[f]) : values[i][f];
                standardised[i][f] = (position - centre[f]) / unit;
            }
        }
        return standardised;
    }

    /** A standardised point in the features' own units. */
    public double[] rescaled(double[] point) {
        return IntStream.range(0, point.length).mapToDouble(f -> {
            double position = point[f] * (spread[f] == 0 ? 1 : spread[f]) + centre[f];
            return isLog() ? Math.pow(2, position) - offset[f] : position;
        }).toArray();
    }

    /**
     * What one unit of distance stands for: the spread, but at least what makes a difference. What was constant in training
     * would otherwise flag the first request that differs by one nanosecond.
     */
    public double unitOf(int feature, String name) {
        return Math.max(spread[feature], leastOf(name));
    }

    /** What makes a difference at least, on the scale. */
    public double leastOf(String name) {
        return isLog() ? LEAST_OCTAVES : KnownFeature.resolutionOf(name);
    }
}
