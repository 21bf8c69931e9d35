package io.finelame.replay.requests;

import io.finelame.cli.text.FeatureUnit;
import io.finelame.record.config.LeaveOut;
import io.finelame.record.summary.RequestFacts;
import io.finelame.recording.RecordingHeader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The requests that are left out of training, scoring and all counts. One with more than negligible usage stays, whatever it
 * is: an attacker can close a connection without waiting for the answer, and make his request the first of several.
 *
 * @param whole the recording's table
 * @param wanted what was asked for
 * @param rows of it that are left out, and why
 */
public record LeftOut(RequestTable whole, LeaveOut wanted, Map<Integer, LeaveOut.Kind> rows) {
    /** A key exchange of TLS takes some of it. */
    private static final long MOST_CPU_NS = 10_000_000L;
    /** Of the time from the first update to the last, and of any wait. */
    private static final long MOST_NS = 1_000_000_000L;
    private static final long MOST_BYTES = 1 << 20;
    private static final String CPU_TIME = "REQ_CPUTIME";

    /** @throws ReplayException if one is not a kind */
    public static LeaveOut kinds(List<String> kinds) {
        LeaveOut.problem("--leave-out", kinds).ifPresent(problem -> {
            throw new ReplayException(problem);
        });
        return LeaveOut.parse(kinds);
    }

    /** @throws ReplayException where the recording lacks what is needed to leave requests out */
    public static LeftOut of(RecordedRequests recorded, LeaveOut wanted) {
        return of(recorded.table(), recorded.facts(), recorded.header(), wanted);
    }

    /** @throws ReplayException where the recording lacks what is needed to leave requests out */
    public static LeftOut of(RecordedTable recorded, LeaveOut wanted) {
        return of(recorded.table(), recorded.facts(), recorded.header(), wanted);
    }

    /**
     * @param facts of the requests as far as they are known
     * @throws ReplayException if they or the table lack what is needed to leave requests out
     */
    public static LeftOut of(RequestTable table, RequestFacts facts, RecordingHeader header, LeaveOut wanted) {
        requireRecorded(facts, header, wanted);
        Map<Integer, LeaveOut.Kind> rows = new TreeMap<>();
        long interval = header.snapshotIntervalMs() * 1_000_000L;
        for (int row = 0; row < table.rows() && !wanted.isEmpty(); row++) {
            Optional<LeaveOut.Kind> kind = kind(facts, wanted, table.ids()[row]);
            if (kind.isPresent() && isSmall(table, row) && lifetime(table, facts, row) <= MOST_NS + interval) {
                rows.put(row, kind.get());
            }
        }
        return new LeftOut(table, wanted, rows);
    }

    /** @throws ReplayException if a recording with this header lacks what is needed to leave requests out */
    public static void requireRecorded(RequestFacts facts, RecordingHeader header, LeaveOut wanted) {
        require(wanted.isEmpty() || facts.areRecorded(), header,
                "doesn't have the requests' positions on their connections; recordings of earlier versions lack them");
        require(wanted.isEmpty() || header.features().stream().anyMatch(feature -> feature.name().equals(CPU_TIME)),
                header, "has no " + CPU_TIME + ", which is needed to tell requests with negligible usage apart");
    }

    private static void require(boolean condition, RecordingHeader header, String problem) {
        if (!condition) {
            throw new ReplayException("no requests can be left out: the recording " + header.label() + " " + problem);
        }
    }

    private static Optional<LeaveOut.Kind> kind(RequestFacts facts, LeaveOut wanted, long request) {
        if (wanted.kinds().contains(LeaveOut.Kind.UNANSWERED) && facts.isUnanswered(request)) {
            return Optional.of(LeaveOut.Kind.UNANSWERED);
        }
        if (wanted.kinds().contains(LeaveOut.Kind.FIRST) && facts.isAmongFirst(request, wanted.firsts())) {
            return Optional.of(LeaveOut.Kind.FIRST);
        }
        return Optional.empty();
    }

    private static boolean isSmall(RequestTable table, int row) {
        for (int column = 0; column < table.features().size(); column++) {
            if (table.value(column, table.last(row)) > most(table.features().get(column))) {
                return false;
            }
        }
        return true;
    }

    /** Counts of events come with CPU time, which is limited. */
    private static long most(String feature) {
        if (feature.equals(CPU_TIME)) {
            return MOST_CPU_NS;
        }
        return switch (FeatureUnit.of(feature)) {
            case NANOSECONDS -> MOST_NS;
            case BYTES -> MOST_BYTES;
            case COUNT -> Long.MAX_VALUE;
        };
    }

    /** Up to its last update, or up to the snapshot that saw its end: one that holds a connection open uses nothing else. */
    private static long lifetime(RequestTable table, RequestFacts facts, int row) {
        long end = Math.max(table.pointTs().get(table.last(row)),
                facts.endOfUnanswered(table.ids()[row]));
        return end - table.firstTs().get(row);
    }

    /** The requests that stay. */
    public RequestTable rest() {
        return rows.isEmpty() ? whole : whole.without(rows.keySet());
    }

    /** Number of requests by kind; kinds without any are left out. */
    public Map<LeaveOut.Kind, Integer> counts() {
        Map<LeaveOut.Kind, Integer> counts = new EnumMap<>(LeaveOut.Kind.class);
        rows.values().forEach(kind -> counts.merge(kind, 1, Integer::sum));
        return counts;
    }

    /** E.g. {@code 45 requests, of which 15 first on their connection and 15 never answered are left out}. */
    public String text() {
        List<String> parts = counts().entrySet().stream()
                .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey().meaning())).toList();
        return "%,d requests, of which %s are left out".formatted(whole.rows(),
                parts.isEmpty() ? "none" : String.join(" and ", parts));
    }
}
