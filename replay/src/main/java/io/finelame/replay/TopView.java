package io.finelame.replay;

import io.finelame.record.FeatureUnit;
import io.finelame.record.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code finelame top} shows of the requests in flight. */
final class TopView {
    /** What requests may be sorted by, besides their features. */
    static final String EXCESS = "excess";
    static final String AGE = "age";
    private static final int ADDRESS_COLUMNS = 4;

    private final LiveRequests live;
    private long lastStarted;
    private long lastEnded;
    private long lastNow;
    private double startRate;
    private double endRate;

    TopView(LiveRequests live) {
        this.live = live;
        this.lastNow = live.now();
        this.lastStarted = live.started();
        this.lastEnded = live.ended();
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
        double seconds = (live.now() - lastNow) / 1e9;
        if (seconds > 0) {
            startRate = (live.started() - lastStarted) / seconds;
            endRate = (live.ended() - lastEnded) / seconds;
            lastStarted = live.started();
            lastEnded = live.ended();
            lastNow = live.now();
        }
        Duration since = Duration.ofNanos(live.now() - live.header().clock().monotonicNs());
        return List.of(
                String.format(Locale.ROOT, "%s  %d:%02d  %s  %,d snapshots  lost: %s", live.header().label(),
                        since.toMinutes(), since.toSecondsPart(), live.over() ? "ended" : "recording", live.snapshots(),
                        live.lost()),
                String.format(Locale.ROOT, "requests: %,d in flight, %,d so far, %.0f/s begin, %.0f/s end%s",
                        live.inFlight().size(), live.started(), startRate, endRate,
                        live.flagged() > 0 ? ", " + live.flagged() + " flagged" : ""));
    }

    /** Header first. The sorted column is marked. */
    List<String> table(String column, boolean reversed, int rows) {
        List<String> features = live.features();
        int columns = ADDRESS_COLUMNS + features.size() + (live.scores() ? 1 : 0);
        TextTable table = new TextTable("rl" + "r".repeat(columns - 2));
        List<String> head = new ArrayList<>(List.of("request", "from", mark(AGE, column, reversed), "idle"));
        features.forEach(feature -> head.add(mark(feature, column, reversed)));
        if (live.scores()) {
            head.add(mark(EXCESS, column, reversed));
        }
        table.row(head.toArray(String[]::new));
        sorted(column, reversed).stream().limit(rows).forEach(request -> table.row(row(request)));
        return table.lines();
    }

    private static String mark(String name, String sorted, boolean reversed) {
        String text = name.replaceFirst("^REQ_", "").toLowerCase(Locale.ROOT);
        return name.equals(sorted) ? (reversed ? "^" : "v") + text : text;
    }

    private String[] row(LiveRequests.Request request) {
        List<String> cells = new ArrayList<>(List.of(Long.toString(request.id()), request.origin(),
                FeatureUnit.NANOSECONDS.format(live.now() - request.firstTs()),
                FeatureUnit.NANOSECONDS.format(Math.max(0, live.now() - request.latestTs()))));
        for (int f = 0; f < live.features().size(); f++) {
            cells.add(FeatureUnit.of(live.features().get(f)).format(request.values()[f]));
        }
        live.excess(request).ifPresent(
                excess -> cells.add(String.format(Locale.ROOT, "%.2f%s", excess, excess > 1 ? " !" : "")));
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
