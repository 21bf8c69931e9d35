package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.MapSnapshot;
import io.finelame.bpf.StructLayout;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.recording.Loss;
import io.finelame.recording.OriginAddress;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the datapoints map and writes what changed. A request that is finished, or that was answered and is idle for long, is
 * taken out of the map once its last value is in the recording; if the map is nearly full, so are others. Not thread-safe.
 */
public final class SnapshotRecorder implements AutoCloseable {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    /** So that a reader which starts in the middle soon knows every request. */
    private static final long FULL_EVERY_NS = 10_000_000_000L;
    private static final String[] LOSS_FIELDS = Arrays.stream(Loss.values())
            .map(loss -> loss.name().toLowerCase(Locale.ROOT)).toArray(String[]::new);

    private final FinelameObject object;
    private final RecordingWriter writer;
    private final ScoreRecorder scores;
    private final ShareRecorder shares;
    private final MapSnapshot snapshot;
    private final WrittenDatapoints written;
    private final long idleTimeoutNs;
    private final int valueSize;
    private final int latestUpdate;
    private final int finished;
    private final int answered;
    private final int origin;
    private final int address;
    private final CrowdedMap crowd;
    private final MapRoom room;
    private final EntryBuffer changed;
    /** Fields of a datapoint, 8 bytes each, that have been 0 so far. */
    private final List<StructLayout.Field> uncounted;
    private long snapshots;
    private long lastFull;
    /** When the map was read for the snapshot before, CLOCK_MONOTONIC, ns. */
    private long readAt;
    private long inMap;
    private long[] losses = new long[LOSS_FIELDS.length];

    /**
     * @param scores gets the score of each request that leaves the map; null if nothing scores
     * @param shares is notified of each request that leaves the map
     */
    public SnapshotRecorder(FinelameObject object, RecordingWriter writer, ScoreRecorder scores, ShareRecorder shares,
            double idleTimeoutSeconds) throws BpfException {
        this.shares = shares;
        this.scores = scores;
        this.object = object;
        this.writer = writer;
        this.snapshot = object.datapoints().snapshot();
        this.valueSize = snapshot.valueSize();
        this.written = new WrittenDatapoints(valueSize);
        this.idleTimeoutNs = (long) (idleTimeoutSeconds * 1e9);
        StructLayout layout = object.datapointLayout();
        this.latestUpdate = layout.field("latest_ts_update").offset();
        this.finished = layout.field("finished").offset();
        this.answered = layout.field("answered").offset();
        this.origin = layout.field("origin").offset();
        this.address = layout.field("saddr").offset();
        this.crowd = new CrowdedMap(object.datapoints().maxEntries(), layout);
        this.room = new MapRoom(crowd.places());
        this.changed = new EntryBuffer(valueSize);
        this.uncounted = new ArrayList<>(
                layout.fields().stream().filter(field -> field.size() == Long.BYTES).toList());
    }

    /** Writes one snapshot. */
    public void record() throws BpfException, IOException {
        snapshot.read();
        long monotonic = Clock.monotonic();
        boolean full = monotonic - lastFull >= FULL_EVERY_NS;
        inMap = snapshot.entries();
        changed.clear();
        for (int entry = 0; entry < snapshot.entries(); entry++) {
            visit(snapshot.keys().get(LONG, 8L * entry), (long) valueSize * entry, monotonic, full);
        }
        makeRoom();
        readAt = monotonic;
        uncounted.removeIf(this::isCounted);
        losses = readLosses();
        room.lost(losses[Loss.DATAPOINTS.ordinal()]);
        writer.writeSnapshot(snapshots, monotonic, Clock.realtime(), full, inMap, losses, changed.count(),
                changed.keys(), changed.values());
        snapshots++;
        if (full) {
            lastFull = monotonic;
        }
    }

    /** What leaves is in the recording: with this snapshot, or with the one that it changed before. */
    private void makeRoom() throws BpfException {
        for (int entry : crowd.toLeave(snapshot.values(), snapshot.entries(), readAt)) {
            long offset = (long) valueSize * entry;
            if (takeOut(snapshot.keys().get(LONG, 8L * entry), snapshot.values(), offset)) {
                room.left(OriginAddress.text(snapshot.values().asSlice(offset + address, OriginAddress.BYTES)));
            }
        }
    }

    private boolean isCounted(StructLayout.Field field) {
        for (int entry = 0; entry < changed.count(); entry++) {
            if (changed.values().get(LONG, (long) valueSize * entry + field.offset()) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether this counter of a datapoint was above 0 for any request. */
    boolean hasCounted(String datapointField) {
        return uncounted.stream().noneMatch(field -> field.name().equals(datapointField));
    }

    private void visit(long request, long offset, long now, boolean full) throws BpfException {
        MemorySegment current = snapshot.values();
        if (written.keep(request, current, offset) || full) {
            changed.add(request, current, offset);
        } else if (isOver(current, offset, now)) {
            takeOut(request, current, offset);
        }
    }

    private boolean isOver(MemorySegment current, long offset, long now) {
        return current.get(ValueLayout.JAVA_BYTE, offset + finished) != 0
                || now - current.get(LONG, offset + latestUpdate) > idleTimeoutNs && !isAwaited(current, offset);
    }

    /**
     * Whether it came by TCP and is not answered: its connection's end will finish it, and until then no peer is slow enough
     * to be taken for several.
     */
    private boolean isAwaited(MemorySegment current, long offset) {
        long family = current.get(LONG, offset + origin);
        return (family == AF_INET || family == AF_INET6)
                && current.get(ValueLayout.JAVA_BYTE, offset + answered) == 0;
    }

    /**
     * What the request used between the reading of the map and its leaving is still in the value taken out.
     *
     * @return false if it had left already
     */
    private boolean takeOut(long request, MemorySegment current, long offset) throws BpfException {
        MemorySegment last = changed.next();
        boolean taken = object.take(request, last);
        written.forget(request);
        shares.takeOut(request);
        if (taken && MemorySegment.mismatch(last, 0, valueSize, current, offset, offset + valueSize) >= 0) {
            changed.add(request);
        }
        if (scores != null) {
            scores.take(request);
        }
        return taken;
    }

    private long[] readLosses() throws BpfException {
        Map<String, Long> counts = object.losses();
        long[] byKind = new long[LOSS_FIELDS.length];
        for (int kind = 0; kind < byKind.length; kind++) {
            byKind[kind] = counts.get(LOSS_FIELDS[kind]);
        }
        return byKind;
    }

    /** Whether the map is large enough. */
    MapRoom room() {
        return room;
    }

    long snapshots() {
        return snapshots;
    }

    /** Requests in the map when it was read last. */
    long inMap() {
        return inMap;
    }

    /** All kinds together, as of the last snapshot. */
    long lost() {
        long sum = 0;
        for (long loss : losses) {
            sum += loss;
        }
        return sum;
    }

    @Override
    public void close() {
        written.close();
        snapshot.close();
        changed.close();
    }
}
