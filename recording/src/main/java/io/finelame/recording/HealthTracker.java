package io.finelame.recording;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a reader found so far: how much it read, which documents are missing or damaged, and what the recorder itself said
 * was lost. The reader tells it of each document by {@link #follows}, then, once it is decoded, by {@link #note}. Not
 * thread-safe.
 */
final class HealthTracker {
    private final DamageList damage = new DamageList();
    private final LostEvents.Collector eventLosses = new LostEvents.Collector();
    private final long[] losses = new long[Loss.values().length];
    private RecordingEnd end;
    private long expected;
    private long documents;
    private long snapshots;
    private long entries;
    private long events;
    private long bytes;
    private long lastMonotonicNs;

    void damaged(Path file, String what) {
        damage.add(file + ": " + what);
    }

    Optional<String> firstDamage() {
        return damage.first();
    }

    /** Counts a whole document; false for one that was there before, which isn't counted again. */
    boolean follows(Path file, long at, long sequence, long size) {
        if (sequence > expected) {
            damaged(file, "documents " + expected + " to " + (sequence - 1) + " are missing before byte " + at);
        } else if (sequence < expected) {
            damaged(file, "document " + sequence + " again at byte " + at);
            return false;
        }
        expected = sequence + 1;
        documents++;
        bytes += size;
        return true;
    }

    void note(Document document) {
        switch (document) {
            case Document.Snapshot snapshot -> snapshot(snapshot);
            case Document.Events batch -> {
                events += batch.count();
                eventLosses.note(batch.monotonicNs(), batch.lost());
            }
            case Document.End last -> end = last.end();
            default -> {
            }
        }
    }

    private void snapshot(Document.Snapshot snapshot) {
        long[] lost = snapshot.losses();
        System.arraycopy(lost, 0, losses, 0, Math.min(lost.length, losses.length));
        if (snapshot.part() == snapshot.parts() - 1) {
            snapshots++;
        }
        entries += snapshot.entries();
        lastMonotonicNs = snapshot.monotonicNs();
    }

    long documents() {
        return documents;
    }

    long bytes() {
        return bytes;
    }

    RecordingReader.Health health() {
        return new RecordingReader.Health(end, documents, snapshots, entries, events, bytes, damage.lines(),
                losses.clone(), eventLosses.stretches(), lastMonotonicNs);
    }
}
