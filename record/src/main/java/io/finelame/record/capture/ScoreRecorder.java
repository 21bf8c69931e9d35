package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.Clock;
import io.finelame.bpf.MapSnapshot;
import io.finelame.bpf.finelame.Detector;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Brings the kernel's scores to the recording: of each request that leaves the map, and of all at the end. */
final class ScoreRecorder implements AutoCloseable {
    private final RecordingWriter writer;
    private final BpfMap scores;
    private final EntryBuffer taken;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(8, 8);

    ScoreRecorder(Detector detector, RecordingWriter writer) {
        this.writer = writer;
        this.scores = detector.scores();
        this.taken = new EntryBuffer(detector.scoreLayout().size());
    }

    /** To be called after its datapoint left the map: both begin anew if the request continues. */
    void take(long request) throws BpfException {
        key.set(ValueLayout.JAVA_LONG, 0, request);
        if (scores.lookupAndDelete(key, taken.next())) {
            taken.add(request);
        }
    }

    /** How many were taken since they were written last. */
    int count() {
        return taken.count();
    }

    /** [{@link #count}][score size] */
    MemorySegment values() {
        return taken.values();
    }

    /** Writes those that were taken; the events that they rest on should be in the recording before. */
    void write() throws IOException {
        if (taken.count() > 0) {
            writer.writeScores(Clock.monotonic(), taken.count(), taken.keys(), taken.values());
            taken.clear();
        }
    }

    void writeRemaining() throws BpfException, IOException {
        try (MapSnapshot snapshot = scores.snapshot()) {
            snapshot.read();
            if (snapshot.entries() > 0) {
                writer.writeScores(Clock.monotonic(), snapshot.entries(), snapshot.keys(), snapshot.values());
            }
        }
    }

    @Override
    public void close() {
        taken.close();
        arena.close();
    }
}
