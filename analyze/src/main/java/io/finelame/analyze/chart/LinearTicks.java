package io.finelame.analyze.chart;

import io.finelame.analyze.chart.Axis.Tick;
import java.util.List;
import java.util.stream.LongStream;

/** Ticks at multiples of 1, 2 or 5 times a power of ten. */
final class LinearTicks {

    private static final double TOLERANCE = 1e-9;

    private LinearTicks() {}

    /** The least step that makes at most so many ticks. */
    static double step(double low, double high, int most) {
        double least = (high - low) / most;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double multiple = least / power;
        double nice = multiple <= 1 ? 1 : multiple <= 2 ? 2 : multiple <= 5 ? 5 : 10;
        return nice * power;
    }

    static List<Tick> between(double low, double high, double step, Axis.Labels labels) {
        long first = (long) Math.ceil(low / step - TOLERANCE);
        long last = (long) Math.floor(high / step + TOLERANCE);
        return LongStream.rangeClosed(first, last).mapToDouble(i -> multiple(i, step))
                .mapToObj(at -> new Tick(at, labels.apply(at))).toList();
    }

    /** Without the error of a step that is no power of two: 3 * 0.1 is 0.3. */
    private static double multiple(long i, double step) {
        double inverse = 1 / step;
        return inverse >= 1 && Math.abs(inverse - Math.rint(inverse)) < TOLERANCE * inverse
                ? i / Math.rint(inverse)
                : i * step;
    }
}
