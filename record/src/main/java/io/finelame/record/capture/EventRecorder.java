package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.finelame.EventLog;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Brings counter updates from the ring buffer to the recording. Not thread-safe. */
final class EventRecorder implements AutoCloseable {
    private static final int FIRST_CAPACITY = 1 << 20;

    private final RecordingWriter writer;
    private final EventLog log;
    private final int size;
    private Arena arena = Arena.ofShared();
    private MemorySegment events = arena.allocate(FIRST_CAPACITY, 8);
    private long used;
    private long[] lost;

    EventRecorder(FinelameObject object, RecordingWriter writer) throws BpfException {
        this.writer = writer;
        this.size = object.eventLayout().size();
        this.log = object.events(this::append);
        this.lost = log.lost();
    }

    /** Writes what the ring buffer holds, and what it lost since. */
    void drain() throws BpfException, IOException {
        used = 0;
        log.drain();
        long[] now = log.lost();
        if (used > 0 || !Arrays.equals(lost, now)) {
            writer.writeEvents(Clock.monotonic(), now, Math.toIntExact(used / size), size, events);
            lost = now;
        }
    }

    private void append(MemorySegment event) {
        if (used + size > events.byteSize()) {
            grow();
        }
        MemorySegment.copy(event, 0, events, used, size);
        used += size;
    }

    private void grow() {
        Arena larger = Arena.ofShared();
        MemorySegment wider = larger.allocate(2 * events.byteSize(), 8);
        MemorySegment.copy(events, 0, wider, 0, used);
        arena.close();
        arena = larger;
        events = wider;
    }

    @Override
    public void close() {
        log.close();
        arena.close();
    }
}
