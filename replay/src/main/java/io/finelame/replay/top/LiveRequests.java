package io.finelame.replay.top;

import com.carrotsearch.hppc.LongHashSet;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.Loss;
import io.finelame.recording.OriginAddress;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.ModelFile;
import io.finelame.replay.requests.KernelScore;
import io.finelame.replay.requests.ReplayException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The requests of a recording as of its last snapshot, while it is written or afterwards. Not thread-safe. */
final class LiveRequests {
    /** How long after its end a request may still change. */
    private static final long FORGET_NS = 1_000_000_000L;

    private final RecordingHeader header;
    private final Layout.Field firstTs;
    private final Layout.Field latestTs;
    private final Layout.Field port;
    private final Layout.Field address;
    private final Layout.Field finished;
    private final Map<Long, Request> requests = new HashMap<>();
    private final Deque<Model> models = new ArrayDeque<>();
    private final int consensus;
    private final LongHashSet seen = new LongHashSet();
    private long ended;
    private long now;
    private long snapshots;
    private long flagged;
    private final long[] used;
    private long[] losses = new long[0];
    private boolean over;
    private Document.CpuTime cpuTime;

    /** @param values [features] of the recording, {@code ts} ns of CLOCK_MONOTONIC */
    record Request(long id, String origin, long firstTs, long latestTs, long[] values, boolean finished) {}

    /** @param model to score by until the recording has one; null for none */
    LiveRequests(RecordingHeader header, Model model) {
        this.header = header;
        this.consensus = header.scoreLayout() == null ? 1 : KernelScore.consensus(header.scoreLayout());
        if (model != null) {
            models.add(model);
        }
        this.firstTs = field("first_ts");
        this.latestTs = field("latest_ts_update");
        this.port = field("sport");
        this.address = field("saddr");
        this.finished = field("finished");
        this.now = header.clock().monotonicNs();
        this.used = new long[header.features().size()];
    }

    private Layout.Field field(String name) {
        return header.layout().field(name).orElseThrow(
                () -> new ReplayException(
                        "recording " + header.label() + ": its datapoints have no field '" + name + "'"));
    }

    /** Takes in what has been written since. */
    void read(RecordingReader reader) {
        while (reader.next() instanceof Document document) {
            switch (document) {
                case Document.Snapshot snapshot -> add(snapshot);
                case Document.Deployment deployment -> deployed(ModelFile.parse(deployment.model(),
                        header.label() + ": the model of generation " + deployment.generation()),
                        deployment.generation());
                case Document.Scores scores -> flagged += count(scores);
                case Document.End _ -> over = true;
                case Document.CpuTime latest -> cpuTime = latest;
                default -> {
                }
            }
        }
    }

    private void deployed(Model latest, int generation) {
        if (generation == 1) {
            models.clear();
        }
        models.addFirst(latest);
        if (models.size() > consensus) {
            models.removeLast();
        }
    }

    private long count(Document.Scores scores) {
        Layout.Field detection = header.scoreLayout().field("detection_ts").orElseThrow(
                () -> new ReplayException("recording " + header.label() + ": its scores have no field 'detection_ts'"));
        long count = 0;
        for (int entry = 0; entry < scores.count(); entry++) {
            count += scores.read(entry, detection) == 0 ? 0 : 1;
        }
        return count;
    }

    private void add(Document.Snapshot snapshot) {
        now = snapshot.monotonicNs();
        snapshots = snapshot.snapshot() + 1;
        losses = snapshot.losses().clone();
        for (int entry = 0; entry < snapshot.entries(); entry++) {
            Request request = read(snapshot, entry);
            Request known = requests.put(request.id, request);
            seen.add(request.id);
            addUsed(request, known);
            ended += request.finished && (known == null || !known.finished) ? 1 : 0;
        }
        requests.values().removeIf(request -> request.finished && request.latestTs < now - FORGET_NS);
    }

    /** A counter that went down was reset, and counts from zero. */
    private void addUsed(Request request, Request known) {
        for (int f = 0; f < used.length; f++) {
            long before = known == null || known.values[f] > request.values[f] ? 0 : known.values[f];
            used[f] += request.values[f] - before;
        }
    }

    private Request read(Document.Snapshot snapshot, int entry) {
        long[] values = new long[header.features().size()];
        for (int f = 0; f < values.length; f++) {
            values[f] = snapshot.read(entry, field(header.features().get(f).datapoint()));
        }
        MemorySegment peer = snapshot.value(entry).asSlice(address.offset(), address.size());
        String origin = OriginAddress.text(peer);
        return new Request(snapshot.requestId(entry),
                origin.isEmpty() ? "-" : origin + ":" + snapshot.read(entry, port),
                snapshot.read(entry, firstTs), snapshot.read(entry, latestTs), values,
                snapshot.read(entry, finished) != 0);
    }

    /** Those that are not over. */
    List<Request> inFlight() {
        return new ArrayList<>(requests.values().stream().filter(request -> !request.finished).toList());
    }

    /** Score over threshold, above 1 for an outlier, by the model that tolerates the most; empty if there is no model. */
    OptionalDouble excess(Request request) {
        return models.stream().mapToDouble(model -> excess(request, model)).min();
    }

    private double excess(Request request, Model model) {
        long[] distances = model.fixedPoint().start();
        for (int f = 0; f < model.features().size(); f++) {
            int column = features().indexOf(model.features().get(f));
            if (column >= 0) {
                model.fixedPoint().move(distances, f, 0, request.values[column]);
            }
        }
        return model.fixedPoint().excess(distances);
    }

    List<String> features() {
        return header.features().stream().map(RecordingHeader.Feature::name).toList();
    }

    boolean scores() {
        return !models.isEmpty();
    }

    RecordingHeader header() {
        return header;
    }

    /** Requests that were seen for the first time, {@code ended} those whose connection was closed or that were answered. */
    long started() {
        return seen.size();
    }

    long ended() {
        return ended;
    }

    /** CLOCK_MONOTONIC ns of the last snapshot. */
    long now() {
        return now;
    }

    long snapshots() {
        return snapshots;
    }

    /** Requests that the kernel flagged and that have left the map. */
    long flagged() {
        return flagged;
    }

    /** Of the server's CPU time, what was charged to no request, from 0 to 1; NaN if it isn't known. */
    double unattributed() {
        return cpuTime == null || cpuTime.usedNs() == 0
                ? Double.NaN
                : Math.max(0, 1 - (double) cpuTime.chargedNs() / cpuTime.usedNs());
    }

    /** What all requests so far have used of a feature; 0 if it isn't recorded. */
    long used(String feature) {
        int index = features().indexOf(feature);
        return index < 0 ? 0 : used[index];
    }

    /** Whether the recorder has completed it. */
    boolean over() {
        return over;
    }

    /** Nothing, or each kind with its count. */
    String lost() {
        List<String> kinds = new ArrayList<>();
        for (Loss loss : Loss.values()) {
            if (loss.ordinal() < losses.length && losses[loss.ordinal()] > 0) {
                kinds.add(losses[loss.ordinal()] + " " + loss.meaning());
            }
        }
        return kinds.isEmpty() ? "nothing" : String.join(", ", kinds);
    }
}
