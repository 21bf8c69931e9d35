package io.finelame.replay.top;

import io.finelame.cli.text.FeatureUnit;
import io.finelame.cli.text.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The view of the requests in flight that {@code finelame top} shows. */
final class TopView {
    /** What requests may be sorted by, besides their features. */
    static final String EXCESS = "excess";
    static final String AGE = "age";
    private static final int ADDRESS_COLUMNS = 4;
    private static final int SCORE_COLUMNS = 2;

    private final LiveRequests live;
    private Totals last;
    private Totals perSecond = new Totals(0, 0, 0, 0, 0, 0);

    /** What has come together so far, or in a second: times are ns, sizes bytes. */
    private record Totals(long now, double started, double ended, double sent, double received, double flagged) {
        static Totals of(LiveRequests live) {
            return new Totals(live.now(), live.started(), live.ended(), live.used("REQ_TCP_SENT"),
                    live.used("REQ_TCP_RCVD"), live.flagged());
        }

        Totals perSecondSince(Totals before) {
            double seconds = (now - before.now) / 1e9;
            return new Totals(now, (started - before.started) / seconds, (ended - before.ended) / seconds,
                    (sent - before.sent) / seconds, (received - before.received) / seconds,
                    (flagged - before.flagged) / seconds);
        }
    }

    /** Its first rates are those since the recording's start. */
    TopView(LiveRequests live) {
        this.live = live;
        this.last = new Totals(live.header().clock().monotonicNs(), 0, 0, 0, 0, 0);
    }

    /** The columns to sort by. */
    List<String> columns() {
        List<String> columns = new ArrayList<>(live.scores() ? List.of(EXCESS, AGE) : List.of(AGE));
        columns.addAll(live.features());
        return columns;
    }

    /** Largest first. */
    List<LiveRequests.Request> sorted(String column, boolean reversed) {
        Comparator<LiveRequests.Request> order = switch (column) {
            case EXCESS -> Comparator.comparingDouble(request -> live.excess(request).orElse(0));
            case AGE -> Comparator.comparingLong(request -> live.now() - request.firstTs());
            default -> {
                int index = live.features().indexOf(column);
                yield Comparator.comparingLong(request -> request.values()[index]);
            }
        };
        List<LiveRequests.Request> requests = live.inFlight();
        requests.sort(reversed ? order : order.reversed());
        return requests;
    }

    /** Rates are per second of the recording, since the last call. */
    List<String> heading() {
        if (live.now() > last.now) {
            Totals totals = Totals.of(live);
            perSecond = totals.perSecondSince(last);
            last = totals;
        }
        Duration since = Duration.ofNanos(live.now() - live.header().clock().monotonicNs());
        return List.of(
                String.format(Locale.ROOT, "%s  %d:%02d  %s  %,d snapshots  lost: %s", live.header().label(),
                        since.toMinutes(), since.toSecondsPart(), live.over() ? "ended" : "recording", live.snapshots(),
                        live.lost()),
                String.format(Locale.ROOT, "requests: %,d in flight, %,d so far, %.1f/s begin, %.1f/s end",
                        live.inFlight().size(), live.started(), perSecond.started, perSecond.ended),
                String.format(Locale.ROOT, "TCP: %s/s sent, %s/s received  detections: %,d, %.1f/s%s",
                        FeatureUnit.BYTES.format(perSecond.sent), FeatureUnit.BYTES.format(perSecond.received),
                        live.flagged(), perSecond.flagged, unattributed()));
    }

    private String unattributed() {
        return Double.isNaN(live.unattributed())
                ? ""
                : String.format(Locale.ROOT, "  CPU unattributed: %.0f %%", 100 * live.unattributed());
    }

    /** @param flagged whether it is of a request beyond its threshold */
    record Line(String text, boolean flagged) {}

    /** Header first. The sorted column is marked. What comes first is seen on a narrow terminal, too. */
    List<Line> table(String column, boolean reversed, int rows) {
        List<String> features = live.features();
        int columns = ADDRESS_COLUMNS + features.size() + (live.scores() ? SCORE_COLUMNS : 0);
        TextTable table = new TextTable("rl" + (live.scores() ? "rl" : "")
                + "r".repeat(columns - 2 - (live.scores() ? SCORE_COLUMNS : 0)));
        List<String> head = new ArrayList<>(List.of("request", "from"));
        if (live.scores()) {
            head.addAll(List.of(mark(EXCESS, column, reversed), ""));
        }
        head.addAll(List.of(mark(AGE, column, reversed), "idle"));
        features.forEach(feature -> head.add(mark(feature, column, reversed)));
        table.row(head.toArray(String[]::new));
        List<LiveRequests.Request> shown = sorted(column, reversed).stream().limit(rows).toList();
        shown.forEach(request -> table.row(row(request)));
        List<String> texts = table.lines();
        List<Line> lines = new ArrayList<>(List.of(new Line(texts.getFirst(), false)));
        for (int i = 0; i < shown.size(); i++) {
            lines.add(new Line(texts.get(i + 1), live.excess(shown.get(i)).orElse(0) > 1));
        }
        return lines;
    }

    private static String mark(String name, String sorted, boolean reversed) {
        String text = name.replaceFirst("^REQ_", "").toLowerCase(Locale.ROOT);
        return name.equals(sorted) ? (reversed ? "^" : "v") + text : text;
    }

    private String[] row(LiveRequests.Request request) {
        List<String> cells = new ArrayList<>(List.of(Long.toString(request.id()), request.origin()));
        if (live.scores()) {
            double excess = live.excess(request).orElse(0);
            cells.addAll(List.of(String.format(Locale.ROOT, "%.2f", excess), excess > 1 ? "!" : ""));
        }
        cells.add(FeatureUnit.NANOSECONDS.format(live.now() - request.firstTs()));
        cells.add(FeatureUnit.NANOSECONDS.format(Math.max(0, live.now() - request.latestTs())));
        for (int f = 0; f < live.features().size(); f++) {
            cells.add(FeatureUnit.of(live.features().get(f)).format(request.values()[f]));
        }
        return cells.toArray(String[]::new);
    }

    /** One object for each request, with ns and bytes as they are. */
    Map<String, Object> json(LiveRequests.Request request) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("req_id", Long.toUnsignedString(request.id()));
        fields.put("origin", request.origin());
        fields.put("age_ns", live.now() - request.firstTs());
        fields.put("idle_ns", Math.max(0, live.now() - request.latestTs()));
        for (int f = 0; f < live.features().size(); f++) {
            fields.put(live.features().get(f), request.values()[f]);
        }
        live.excess(request).ifPresent(excess -> fields.put(EXCESS, excess));
        return fields;
    }
}
