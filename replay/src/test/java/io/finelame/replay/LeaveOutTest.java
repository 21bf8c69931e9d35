package io.finelame.replay;

import io.finelame.record.Layout;
import io.finelame.record.RecordingHeader;
import io.finelame.record.RecordingWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which requests are left out, by what a recording says of their connections. */
class LeaveOutTest {
    private static final long MS = 1_000_000;
    private static final Path OLD = Path.of("../datasets/nodejs/recording");
    private static final Layout LAYOUT = new Layout(64, List.of(new Layout.Field("first_ts", 0, 8),
            new Layout.Field("latest_ts_update", 8, 8), new Layout.Field("cputime", 16, 8),
            new Layout.Field("answered", 24, 1), new Layout.Field("finished", 25, 1),
            new Layout.Field("followed", 26, 1), new Layout.Field("nth", 28, 2), new Layout.Field("saddr", 32, 16),
            new Layout.Field("tcp_rcvd", 48, 8)));

    @TempDir
    private Path temporary;

    /** A request that began at 0 and was updated last at {@code until}. */
    private record Seen(long until, long cputime, boolean answered, boolean finished, boolean followed, int nth) {
        static Seen answered(int nth, boolean followed) {
            return new Seen(5 * MS, 2 * MS, true, true, followed, nth);
        }

        Seen using(long ns) {
            return new Seen(until, ns, answered, finished, followed, nth);
        }
    }

    private static final Seen HANDSHAKE = Seen.answered(0, true);
    private static final Seen SECOND = Seen.answered(1, true);
    private static final Seen LAST = Seen.answered(2, false);
    private static final Seen ALONE = Seen.answered(0, false);
    private static final Seen UNANSWERED = new Seen(5 * MS, MS, false, true, false, 1);
    private static final Seen IN_FLIGHT = new Seen(5 * MS, MS, false, false, false, 0);

    /** One snapshot at this time (ns) of requests from 1. */
    private RecordedRequests record(long at, Seen... requests) throws Exception {
        Path directory = temporary.resolve("recording");
        try (RecordingWriter writer = RecordingWriter.create(directory)) {
            writer.writeHeader(new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                    new RecordingHeader.ClockPair(0, 0), "fl_cfg.yml", "", 20, 100, "snapshots", List.of(),
                    List.of(new RecordingHeader.Feature("REQ_CPUTIME", "cputime"),
                            new RecordingHeader.Feature("REQ_TCP_RCVD", "tcp_rcvd")),
                    List.of(), LAYOUT, null, null));
            write(writer, at, requests);
        }
        return RecordedRequests.read(directory);
    }

    private static void write(RecordingWriter writer, long at, Seen... requests) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment keys = arena.allocate(8L * requests.length, 8);
            MemorySegment values = arena.allocate(64L * requests.length, 8);
            for (int i = 0; i < requests.length; i++) {
                MemorySegment value = values.asSlice(64L * i, 64);
                keys.setAtIndex(ValueLayout.JAVA_LONG, i, i + 1);
                value.set(ValueLayout.JAVA_LONG, 8, requests[i].until);
                value.set(ValueLayout.JAVA_LONG, 16, requests[i].cputime);
                value.set(ValueLayout.JAVA_BOOLEAN, 24, requests[i].answered);
                value.set(ValueLayout.JAVA_BOOLEAN, 25, requests[i].finished);
                value.set(ValueLayout.JAVA_BOOLEAN, 26, requests[i].followed);
                value.set(ValueLayout.JAVA_SHORT, 28, (short) requests[i].nth);
            }
            writer.writeSnapshot(0, at, at, true, requests.length, new long[8], requests.length, keys, values);
        }
    }

    private static LeftOut leftOut(RecordedRequests recorded, String... kinds) {
        return LeftOut.of(recorded, LeaveOut.parse(List.of(kinds)));
    }

    @Test
    void of_firstOfSeveral_isLeftOutAndTheOnlyOneIsNot() throws Exception {
        LeftOut leftOut = leftOut(record(10 * MS, HANDSHAKE, SECOND, LAST, ALONE), "first");

        assertEquals(Map.of(0, LeaveOut.Kind.FIRST), leftOut.rows());
        assertEquals(List.of(2L, 3L, 4L), ids(leftOut.rest()));
        assertEquals("4 requests, of which 1 first on their connection are left out", leftOut.text());
    }

    @Test
    void of_firstTwo_areLeftOut() throws Exception {
        LeftOut leftOut = leftOut(record(10 * MS, HANDSHAKE, SECOND, LAST), "first:2");

        assertEquals(List.of(3L), ids(leftOut.rest()));
    }

    @Test
    void of_unanswered_isLeftOutAndOneInFlightIsNot() throws Exception {
        LeftOut leftOut = leftOut(record(10 * MS, UNANSWERED, IN_FLIGHT, ALONE), "unanswered");

        assertEquals(Map.of(0, LeaveOut.Kind.UNANSWERED), leftOut.rows());
    }

    @Test
    void of_requestsThatBurntCpuTime_stay() throws Exception {
        LeftOut leftOut = leftOut(record(10 * MS, UNANSWERED.using(1000 * MS), HANDSHAKE.using(11 * MS)), "first",
                "unanswered");

        assertEquals(Map.of(), leftOut.rows());
    }

    /** The connection was held open: its end is what tells, for the request used nothing meanwhile. */
    @Test
    void of_unansweredThatEndedLate_stays() throws Exception {
        assertEquals(Map.of(), leftOut(record(30_000 * MS, UNANSWERED), "unanswered").rows());
    }

    @Test
    void without_someRows_keepsTheOthersSeries() throws Exception {
        RequestTable rest = leftOut(record(10 * MS, HANDSHAKE, LAST.using(7 * MS)), "first").rest();

        assertEquals(1, rest.rows());
        assertEquals(7 * MS, rest.value(rest.column("REQ_CPUTIME"), rest.last(0)));
    }

    @Test
    void of_recordingOfAnEarlierVersion_saysWhy() throws Exception {
        RecordedRequests recorded = RecordedRequests.read(OLD);

        String message = assertThrows(ReplayException.class, () -> leftOut(recorded, "first")).getMessage();
        assertTrue(message.contains("doesn't tell requests' places"), message);
        assertEquals(recorded.table(), leftOut(recorded).rest());
    }

    @Test
    void parse_unknownKind_saysWhatIsExpected() {
        assertEquals("--leave-out 'frist': expected first, first:N or unanswered, did you mean 'first'?",
                assertThrows(ReplayException.class, () -> LeaveOut.parse(List.of("frist"))).getMessage());
        assertThrows(ReplayException.class, () -> LeaveOut.parse(List.of("first:0")));
    }

    private static List<Long> ids(RequestTable table) {
        return Arrays.stream(table.ids()).boxed().toList();
    }
}
