package io.finelame.run.labels;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;

/**
 * A time in labels.csv, on one of the two clocks that a recording has.
 *
 * @param ns since boot on CLOCK_MONOTONIC, or since 1970 in UTC
 * @param wallClock whether it is the time of day
 */
record LabelTime(long ns, boolean wallClock) {
    private static final String EXPECTED = "CLOCK_MONOTONIC nanoseconds, a whole number, or an ISO 8601 time with its zone"
            + " such as 2026-01-31T23:59:59.5Z or 2026-01-31T23:59:59+01:00";

    /** @throws IllegalArgumentException if it is none; the message says what is expected */
    static LabelTime parse(String text) {
        try {
            return text.matches("-?[0-9]+")
                    ? new LabelTime(Long.parseLong(text), false)
                    : new LabelTime(nanoseconds(OffsetDateTime.parse(iso(text)).toInstant()), true);
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
    }

    /** RFC 3339 takes a blank for the T, and {@code date +%z} writes the zone without a colon. */
    private static String iso(String text) {
        return text.replaceFirst("^([0-9-]{10}) +", "$1T").replaceFirst(" *([+-][0-9]{2})([0-9]{2})$", "$1:$2");
    }

    /** @throws ArithmeticException if it is centuries away */
    private static long nanoseconds(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)),
                instant.getNano());
    }

    /**
     * Below 0 if it is before an instant, 0 if it is that instant.
     *
     * @param monotonicNs the instant on the one clock, {@code realtimeNs} on the other
     */
    int compareTo(long monotonicNs, long realtimeNs) {
        return Long.compare(ns, wallClock ? realtimeNs : monotonicNs);
    }
}
