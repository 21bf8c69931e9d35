package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.MapSnapshot;
import io.finelame.bpf.StructLayout;
import io.finelame.bpf.finelame.DatapointReader;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.recording.Loss;
import io.finelame.recording.OriginAddress;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the datapoints map and writes what changed. A request that is finished, or that was answered and is idle for long, is
 * taken out of the map once its last value is in the recording; if the map is nearly full, so are others. Not thread-safe.
 */
public final class SnapshotRecorder implements AutoCloseable {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    /** So that a reader which starts in the middle soon knows every request. */
    private static final long FULL_EVERY_NS = 10_000_000_000L;
    /** A snapshot that reports nothing is written so often, as a sign of life: ns. */
    private static final long UNCHANGED_EVERY_NS = 900_000_000L;
    /** So that a request leaves when it has been idle for long. */
    private static final long WALK_EVERY_NS = 1_000_000_000L;
    private static final String[] LOSS_FIELDS = Arrays.stream(Loss.values())
            .map(loss -> loss.name().toLowerCase(Locale.ROOT)).toArray(String[]::new);

    private final FinelameObject object;
    private final DatapointReader reader;
    private final RecordingWriter writer;
    private final ScoreRecorder scores;
    private final ShareRecorder shares;
    private final long idleTimeoutNs;
    private final boolean countsAges;
    private final int valueSize;
    private final int address;
    private final CrowdedMap crowd;
    private final MapRoom room;
    private final EntryBuffer changed;
    private long snapshots;
    private int readings;
    private long lastFull;
    private long lastWritten;
    /** When the map was walked last, CLOCK_MONOTONIC, ns. */
    private long walkedAt;
    private boolean walkDue;
    private long inMap;
    private long writtenInMap;
    /** Whether the last reading found nothing to write and nothing that is over. */
    private boolean settled;
    private long[] losses = new long[LOSS_FIELDS.length];

    /**
     * @param scores gets the score of each request that leaves the map; null if nothing scores
     * @param shares is notified of each request that leaves the map
     * @param countsAges whether requests change as time passes
     */
    public SnapshotRecorder(FinelameObject object, RecordingWriter writer, ScoreRecorder scores, ShareRecorder shares,
            double idleTimeoutSeconds, boolean countsAges) throws BpfException {
        this.shares = shares;
        this.scores = scores;
        this.object = object;
        this.reader = object.reader();
        this.writer = writer;
        this.valueSize = (object.datapoints().valueSize() + 7) & ~7;
        this.idleTimeoutNs = (long) (idleTimeoutSeconds * 1e9);
        this.countsAges = countsAges;
        StructLayout layout = object.datapointLayout();
        this.address = layout.field("saddr").offset();
        this.crowd = new CrowdedMap(object.datapoints().maxEntries(), layout);
        this.room = new MapRoom(crowd.places());
        this.changed = new EntryBuffer(valueSize);
    }

    /** Writes one snapshot. If nothing can have changed, the map is not read; if nothing has, it is written once a second. */
    public void record() throws BpfException, IOException {
        boolean due = reader.haveChanged();
        long monotonic = Clock.monotonic();
        boolean full = monotonic - lastFull >= FULL_EVERY_NS;
        changed.clear();
        if (full || walkDue || agesMatter() || inMap > 0 && monotonic - walkedAt >= WALK_EVERY_NS) {
            read(monotonic, full ? DatapointReader.Extent.ALL : DatapointReader.Extent.CHANGED);
            walkedAt = monotonic;
            walkDue = false;
            makeRoom(monotonic);
        } else if (due || !settled) {
            read(monotonic, DatapointReader.Extent.LISTED);
            makeRoom(monotonic);
        }
        long[] lost = readLosses();
        boolean news = changed.count() > 0 || inMap != writtenInMap || !Arrays.equals(lost, losses);
        losses = lost;
        if (news || full || monotonic - lastWritten >= UNCHANGED_EVERY_NS) {
            write(monotonic, full);
        }
    }

    /** Makes the next snapshot look at each request, not only at those that are known to have changed. */
    void walk() {
        walkDue = true;
    }

    /** Whether the next snapshot would have nothing to report. */
    boolean isQuiet() {
        return settled && !reader.mayHaveChanged() && !agesMatter();
    }

    /** Whether requests change as time passes. */
    private boolean agesMatter() {
        return inMap > 0 && countsAges || reader.peersWait();
    }

    private void write(long monotonic, boolean full) throws IOException {
        room.lost(losses[Loss.DATAPOINTS.ordinal()]);
        writer.writeSnapshot(snapshots, monotonic, Clock.realtime(), full, inMap, losses, changed.count(),
                changed.keys(), changed.values());
        snapshots++;
        writtenInMap = inMap;
        lastWritten = monotonic;
        if (full) {
            lastFull = monotonic;
        }
    }

    private void read(long now, DatapointReader.Extent extent) throws BpfException {
        settled = true;
        readings++;
        boolean all = false;
        while (!all) {
            all = reader.read(now, idleTimeoutNs, readings, extent);
            changed.addAll(reader.changed(), reader.requests(), reader.values());
            int over = reader.over();
            for (int place = 0; place < over; place++) {
                noteLeft(reader.over(place));
            }
            settled &= reader.changed() == 0 && reader.over() == 0;
        }
        inMap = reader.inMap();
    }

    private void noteLeft(long request) throws BpfException {
        shares.takeOut(request);
        if (scores != null) {
            scores.take(request);
        }
    }

    /** What a request used until it leaves is in the value taken out. */
    private void makeRoom(long now) throws BpfException {
        if (!crowd.isCrowded(inMap)) {
            return;
        }
        try (MapSnapshot snapshot = object.datapoints().snapshot()) {
            snapshot.read();
            for (int entry : crowd.toLeave(snapshot.values(), snapshot.entries(), now)) {
                long request = snapshot.keys().get(LONG, 8L * entry);
                if (object.take(request, changed.next())) {
                    changed.add(request);
                    room.left(OriginAddress.text(snapshot.values()
                            .asSlice((long) valueSize * entry + address, OriginAddress.BYTES)));
                }
                noteLeft(request);
            }
        }
        walkDue = true;
    }

    private long[] readLosses() throws BpfException {
        Map<String, Long> counts = object.losses();
        long[] byKind = new long[LOSS_FIELDS.length];
        for (int kind = 0; kind < byKind.length; kind++) {
            byKind[kind] = counts.get(LOSS_FIELDS[kind]);
        }
        return byKind;
    }

    /** Whether the last snapshot has a request that it reports. */
    boolean hasChanged() {
        return changed.count() > 0;
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

    /** As of the last snapshot, by {@link Loss#ordinal}. */
    long[] losses() {
        return losses.clone();
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
        changed.close();
    }
}
