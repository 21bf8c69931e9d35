package io.finelame.analyze.evaluate;

/**
 * Counts on a logarithmic axis, with a bin of its own for zero.
 *
 * @param firstExponent
 *            the decimal exponent of the first bin's lower edge
 * @param zeros
 *            values of 0 and below
 * @param counts
 *            {@link #BINS_PER_DECADE} bins per decade; bin i starts at 10^(firstExponent + i / BINS_PER_DECADE)
 */
public record Histogram(int firstExponent, long zeros, long[] counts) {

    public static final int BINS_PER_DECADE = 8;

    /** Decades that a set of values spans, so that several histograms share their edges. */
    public record Span(int firstExponent, int decades) {

        public static Span of(double[] values) {
            double least = Double.POSITIVE_INFINITY;
            double greatest = 1;
            for (double value : values) {
                least = value > 0 ? Math.min(least, value) : least;
                greatest = Math.max(greatest, value);
            }
            int first = (int) Math.floor(Math.log10(Math.min(least, greatest)));
            return new Span(first, (int) Math.floor(Math.log10(greatest)) + 1 - first);
        }
    }

    /** Decimal exponent of the last bin's upper edge. */
    public int lastExponent() {
        return firstExponent + counts.length / BINS_PER_DECADE;
    }

    public static Histogram of(Span span, double[] values) {
        long zeros = 0;
        long[] counts = new long[span.decades() * BINS_PER_DECADE];
        for (double value : values) {
            if (value <= 0) {
                zeros++;
                continue;
            }
            int bin = (int) Math.floor((Math.log10(value) - span.firstExponent()) * BINS_PER_DECADE);
            counts[Math.clamp(bin, 0, counts.length - 1)]++;
        }
        return new Histogram(span.firstExponent(), zeros, counts);
    }
}
