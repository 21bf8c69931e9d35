package io.finelame.analyze.chart;

/** Where values lie along an axis. Whoever draws gets these coordinates, so that no two drawings of a figure disagree. */
public sealed interface Scale {

    Scale LINEAR = new Linear();

    /** The coordinate of a value; NaN if it is not known. */
    double place(double value);

    /** A coordinate is the value. */
    record Linear() implements Scale {

        @Override
        public double place(double value) {
            return value;
        }
    }

    /**
     * A coordinate is the decimal logarithm of the value.
     *
     * @param zero
     *            the coordinate of values that have no logarithm
     */
    record Log(double zero) implements Scale {

        @Override
        public double place(double value) {
            return Double.isNaN(value) || value > 0 ? Math.log10(value) : zero;
        }
    }

    /**
     * Linear from -threshold to threshold, which have the coordinates -1 and 1; beyond, each decade takes one more.
     */
    record SymmetricLog(double threshold) implements Scale {

        @Override
        public double place(double value) {
            double multiple = Math.abs(value) / threshold;
            return multiple <= 1 ? value / threshold : Math.signum(value) * (1 + Math.log10(multiple));
        }

        /** The value of a whole coordinate. */
        double valueOf(int coordinate) {
            return coordinate == 0
                    ? 0
                    : Math.signum(coordinate) * threshold * Math.pow(10, Math.abs(coordinate) - 1.0);
        }
    }
}
