package io.finelame.analyze.leaderboard;

/** A value and its 95 % confidence interval; NaN if there is none. */
record Estimate(double value, double low, double high) {
    static Estimate without(double value) {
        return new Estimate(value, Double.NaN, Double.NaN);
    }

    boolean hasInterval() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }

    boolean includesZero() {
        return low <= 0 && high >= 0;
    }
}
