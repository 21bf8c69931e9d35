package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.bpf.finelame.LoadOptions;
import io.finelame.cli.testing.FaultRow;
import io.finelame.record.summary.RecordingSummary;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.LostEvents;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import io.finelame.recording.RecordingWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Counter updates of the real kernel program, through the real ring buffer into a real recording. */
@KernelTest
class EventRecorderTest {
    private static final int RING = 4096;
    private static final int UPDATES = 1000;

    @TempDir
    private Path temporary;

    private static void update(FinelameObject object, long request, long ts, long delta) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment update = arena.allocate(32, 8);
            update.set(JAVA_LONG, 0, request);
            update.set(JAVA_LONG, 8, ts);
            update.set(JAVA_LONG, 16, delta);
            object.program("apply_update").testRun(update);
        }
    }

    private static RecordingHeader header(FinelameObject object) throws BpfException {
        return new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                new RecordingHeader.ClockPair(0, 0), "fl_cfg.yml", "", 20, 100, "events", List.of(), List.of(),
                List.of(), RecordedLayout.of(object.datapointLayout()), RecordedLayout.of(object.eventLayout()),
                RecordedLayout.of(object.detector().scoreLayout()));
    }

    @Test
    void drain_updatesOfOneRequest_areRecordedInTheirOrder() throws Exception {
        Path directory = temporary.resolve("recording");
        try (FinelameObject object = FinelameObject.load(LoadOptions.of(16).withEvents(1 << 20));
                RecordingWriter writer = RecordingWriter.create(directory);
                EventRecorder recorder = new EventRecorder(object, writer)) {
            object.detector().logEvents();
            writer.writeHeader(header(object));
            for (int i = 1; i <= UPDATES; i++) {
                update(object, 7, i, 10);
            }
            recorder.drain();
        }

        try (RecordingReader reader = RecordingReader.open(directory)) {
            reader.next();
            Layout layout = reader.header().eventLayout();
            Document.Events events = (Document.Events) reader.next();
            assertEquals(UPDATES, events.count());
            for (int i = 0; i < UPDATES; i++) {
                assertEquals(i + 1, events.read(i, layout.field("sequence").orElseThrow()));
                assertEquals(10 * i, events.read(i, layout.field("from").orElseThrow()));
                assertEquals(10, events.read(i, layout.field("delta").orElseThrow()));
            }
        }
    }

    @Test
    void drain_ringBufferOverflowed_everyLostUpdateIsCountedWithItsCpu() throws Exception {
        Path directory = temporary.resolve("recording");
        long lost;
        try (FinelameObject object = FinelameObject.load(LoadOptions.of(16).withEvents(RING));
                RecordingWriter writer = RecordingWriter.create(directory);
                EventRecorder recorder = new EventRecorder(object, writer)) {
            object.detector().logEvents();
            writer.writeHeader(header(object));
            for (int i = 1; i <= UPDATES; i++) {
                update(object, 7, i, 10);
            }
            recorder.drain();
            lost = object.losses().get("events");
        }

        RecordingReader.Health health = RecordingSummary.read(directory).health();
        assertTrue(lost > 0 && lost < UPDATES);
        assertEquals(UPDATES, lost + health.events());
        assertEquals(lost, health.lostEvents().stream().mapToLong(LostEvents::count).sum());
        assertTrue(health.lostEvents().stream().allMatch(stretch -> stretch.toNs() > stretch.fromNs()));
        new FaultRow("ring buffer of events full (%,d bytes)".formatted(RING), 1, 0,
                "each of the %,d lost among %,d updates, with its CPU".formatted(lost, UPDATES)).print();
    }
}
