package io.finelame.analyze.chart;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * An axis: the quantity, its scale, and its ticks.
 *
 * @param title
 *            null for none
 * @param low
 *            coordinate of the axis's start, by the scale
 * @param high
 *            coordinate of its end
 * @param ticks
 *            ascending; those with a label
 * @param minor
 *            ascending; their labels are for drawings that are zoomed in
 */
public record Axis(String title, Scale scale, double low, double high, List<Tick> ticks, List<Tick> minor) {

    /** So many labels fit along an axis of a column's width. */
    public static final int MOST_LABELS = 7;

    private static final double MARGIN = 0.06;
    private static final double ABOVE_WHOLE = 1.03;
    private static final int PARTS_OF_STEP = 10;
    /** Room beyond the greatest value, in such parts. */
    private static final double ABOVE_GREATEST = 0.5;
    /** Of an axis of equal values, as a fraction of them. */
    private static final double LEAST_MARGIN = 0.05;
    /** Decades between zero and the start of a logarithmic axis. */
    private static final double BELOW_ZERO = 0.2;
    private static final double BEYOND_SYMMETRIC = 0.3;

    /** How a tick's value is written. */
    public interface Labels extends DoubleFunction<String> {}

    /** @param at a coordinate */
    public record Tick(double at, String label) {}

    public Axis {
        ticks = List.copyOf(ticks);
        minor = List.copyOf(minor);
    }

    public double place(double value) {
        return scale.place(value);
    }

    public static Axis linear(String title, double low, double high, Labels labels) {
        double step = LinearTicks.step(low, high, MOST_LABELS);
        return new Axis(title, Scale.LINEAR, low, high, LinearTicks.between(low, high, step, labels), List.of());
    }

    /** From 0, or from the least of the values if that is lower, to the greatest, with a little room. */
    public static Axis fromZero(String title, DoubleStream values, Labels labels) {
        DoubleSummaryStatistics known = values.filter(Double::isFinite).summaryStatistics();
        double least = Math.min(0, known.getMin());
        double greatest = Math.max(0, known.getMax());
        if (known.getCount() == 0 || least == greatest) {
            return linear(title, 0, 1, labels);
        }
        // Rounded, so that figures of nearly the same range share an axis.
        double part = LinearTicks.step(least, greatest, MOST_LABELS) / PARTS_OF_STEP;
        return linear(title, least < 0 ? Math.floor(least / part - ABOVE_GREATEST) * part : 0,
                Math.ceil(greatest / part + ABOVE_GREATEST) * part,
                labels);
    }

    /** For fractions of a whole. */
    public static Axis fraction(String title, Labels labels) {
        return linear(title, 0, ABOVE_WHOLE, labels);
    }

    /** Around the values. */
    public static Axis around(String title, double[] values, Labels labels) {
        double[] range = range(values);
        return linear(title, range[0], range[1], labels);
    }

    /** Around the values, with ticks at whole numbers only. */
    public static Axis aroundWhole(String title, double[] values, Labels labels) {
        double[] range = range(values);
        double step = Math.max(1, LinearTicks.step(range[0], range[1], MOST_LABELS));
        return new Axis(title, Scale.LINEAR, range[0], range[1],
                LinearTicks.between(range[0], range[1], step, labels), List.of());
    }

    private static double[] range(double[] values) {
        double[] known = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        double least = known.length == 0 ? 0 : known[0];
        double greatest = known.length == 0 ? 1 : known[known.length - 1];
        double room = greatest > least
                ? MARGIN * (greatest - least)
                : Math.max(LEAST_MARGIN, Math.abs(least) * LEAST_MARGIN);
        return new double[]{least - room, greatest + room};
    }

    /** Logarithmic, with a place for zero one decade below the least value if there are zeros. */
    public static Axis log(String title, DoubleStream values, Labels labels) {
        double[] known = values.filter(Double::isFinite).toArray();
        double least = Arrays.stream(known).filter(value -> value > 0).min().orElse(1);
        double greatest = Arrays.stream(known).filter(value -> value > 0).max().orElse(1);
        int first = (int) Math.floor(Math.log10(least));
        int last = Math.max(first + 1, (int) Math.ceil(Math.log10(greatest)));
        double zeroAndLess = Arrays.stream(known).filter(value -> value <= 0).min().orElse(1);
        return log(title, first, last, zeroAndLess <= 0,
                zeroAndLess < 0 ? value -> value == 0 ? "≤ 0" : labels.apply(value) : labels, MOST_LABELS);
    }

    /**
     * @param first
     *            decimal exponent of the least tick that is not zero
     * @param last
     *            decimal exponent of the axis's end
     * @param zero
     *            whether it has a place for zero
     * @param most
     *            labelled decades
     */
    public static Axis log(String title, int first, int last, boolean zero, Labels labels, int most) {
        int start = zero ? first - 1 : first;
        int every = Math.ceilDiv(last - start + 1, most);
        Scale.Log scale = new Scale.Log(first - 1.0);
        List<Tick> decades = IntStream.rangeClosed(start, last)
                .mapToObj(decade -> new Tick(decade, labels.apply(decade < first ? 0 : Math.pow(10, decade)))).toList();
        List<Tick> labelled = decades.stream().filter(tick -> ((int) tick.at() - start) % every == 0).toList();
        List<Tick> minor = DoubleStream.concat(
                decades.stream().filter(tick -> !labelled.contains(tick)).mapToDouble(Tick::at),
                IntStream.range(first, last).asDoubleStream().flatMap(
                        decade -> IntStream.rangeClosed(2, 9).mapToDouble(i -> decade + Math.log10(i))))
                .sorted().mapToObj(at -> new Tick(at, labels.apply(Math.pow(10, at)))).toList();
        return new Axis(title, scale, zero ? start - BELOW_ZERO : start, last, labelled, minor);
    }

    /** Symmetric about zero: linear up to 1 on both sides, logarithmic beyond. */
    public static Axis symmetric(String title, DoubleStream values, Labels labels) {
        Scale.SymmetricLog scale = new Scale.SymmetricLog(1);
        double[] known = values.filter(Double::isFinite).map(scale::place).sorted().toArray();
        double low = known.length == 0 ? -1 : Math.min(-1, known[0]);
        double high = known.length == 0 ? 1 : Math.max(1, known[known.length - 1]);
        List<Tick> ticks = IntStream.rangeClosed((int) Math.ceil(low), (int) Math.floor(high))
                .mapToObj(at -> new Tick(at, labels.apply(scale.valueOf(at)))).toList();
        int every = Math.ceilDiv(ticks.size(), MOST_LABELS);
        Predicate<Tick> labelled = tick -> (int) tick.at() % every == 0;
        return new Axis(title, scale, low - BEYOND_SYMMETRIC, high + BEYOND_SYMMETRIC,
                ticks.stream().filter(labelled).toList(), ticks.stream().filter(labelled.negate()).toList());
    }

    /**
     * Things by name, the first at 0.
     *
     * @param most
     *            names that have room
     */
    public static Axis names(String title, List<String> names, int most) {
        int every = Math.max(1, Math.ceilDiv(names.size(), most));
        return new Axis(title, Scale.LINEAR, -0.5, names.size() - 0.5, IntStream.range(0, names.size())
                .filter(i -> i % every == 0).mapToObj(i -> new Tick(i, names.get(i))).toList(), List.of());
    }
}
