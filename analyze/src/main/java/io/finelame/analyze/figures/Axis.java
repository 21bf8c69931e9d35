package io.finelame.analyze.figures;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** An axis: the quantity, and the position of a value. */
public sealed interface Axis {

    /** How a tick's value is written. */
    interface Labels extends DoubleFunction<String> {}

    String title();

    Labels labels();

    double low();

    double high();

    /** The place of a value between {@link #low} and {@link #high}. */
    double place(double value);

    /** @param whole whether ticks stand at whole numbers only */
    record Linear(String title, double low, double high, boolean whole, Labels labels) implements Axis {

        /** From 0 to the greatest of the values, with a little room. */
        public static Linear fromZero(String title, DoubleStream values, Labels labels) {
            double greatest = values.filter(Double::isFinite).max().orElse(1);
            return new Linear(title, 0, greatest > 0 ? greatest * 1.03 : 1, false, labels);
        }

        /** Around the values. */
        public static Linear around(String title, double[] values, boolean whole, Labels labels) {
            double[] known = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
            double least = known.length == 0 ? 0 : known[0];
            double greatest = known.length == 0 ? 1 : known[known.length - 1];
            double room = greatest > least ? 0.06 * (greatest - least) : Math.max(0.05, Math.abs(least) * 0.05);
            return new Linear(title, least - room, greatest + room, whole, labels);
        }

        @Override
        public double place(double value) {
            return value;
        }
    }

    /**
     * Logarithmic, with a place for zero one decade below the least value where there are zeros.
     *
     * @param firstDecade
     *            decimal exponent of the least tick that is not zero
     */
    record Log(String title, int firstDecade, int lastDecade, boolean zero, Labels labels) implements Axis {

        private static final double BELOW_ZERO = 0.2;

        public static Log of(String title, DoubleStream values, Labels labels) {
            double[] known = values.filter(Double::isFinite).toArray();
            double least = Arrays.stream(known).filter(value -> value > 0).min().orElse(1);
            double greatest = Arrays.stream(known).filter(value -> value > 0).max().orElse(1);
            int first = (int) Math.floor(Math.log10(least));
            int last = Math.max(first + 1, (int) Math.ceil(Math.log10(greatest)));
            return new Log(title, first, last, Arrays.stream(known).anyMatch(value -> value <= 0), labels);
        }

        @Override
        public double low() {
            return zero ? firstDecade - 1 - BELOW_ZERO : firstDecade;
        }

        @Override
        public double high() {
            return lastDecade;
        }

        @Override
        public double place(double value) {
            return Double.isNaN(value) || value > 0 ? Math.log10(value) : firstDecade - 1;
        }
    }

    /**
     * Symmetric about zero: linear near it, logarithmic far from it (the inverse hyperbolic sine).
     */
    record Symmetric(String title, double least, double greatest, Labels labels) implements Axis {

        private static final double ROOM = 0.3;

        public static Symmetric of(String title, DoubleStream values, Labels labels) {
            double[] known = values.filter(Double::isFinite).sorted().toArray();
            return known.length == 0
                    ? new Symmetric(title, -1, 1, labels)
                    : new Symmetric(title, Math.min(-1, known[0]), Math.max(1, known[known.length - 1]), labels);
        }

        @Override
        public double low() {
            return place(least) - ROOM;
        }

        @Override
        public double high() {
            return place(greatest) + ROOM;
        }

        @Override
        public double place(double value) {
            return Math.log(value + Math.sqrt(value * value + 1));
        }
    }

    /** Things by name, the first at 0. */
    record Names(String title, List<String> names) implements Axis {

        public Names {
            names = List.copyOf(names);
        }

        @Override
        public Labels labels() {
            return place -> names.get(Math.clamp(Math.round(place), 0, names.size() - 1));
        }

        @Override
        public double low() {
            return -0.5;
        }

        @Override
        public double high() {
            return names.size() - 0.5;
        }

        @Override
        public double place(double value) {
            return value;
        }
    }
}
