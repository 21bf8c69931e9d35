package io.finelame.replay.requests;

import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tables of the sample recording. */
class RequestTableTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");

    private static RequestTableBuilder builder(ColumnSpace space) throws Exception {
        try (RecordingReader reader = RecordingReader.open(RECORDING)) {
            RequestTableBuilder builder = new RequestTableBuilder(reader.header(), space);
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    builder.add(snapshot);
                }
            }
            return builder;
        }
    }

    private static void assertSame(RequestTable expected, RequestTable actual) {
        assertArrayEquals(expected.ids(), actual.ids());
        assertArrayEquals(expected.seriesStart(), actual.seriesStart());
        for (int point = 0; point < expected.pointTs().size(); point++) {
            assertEquals(expected.pointTs().get(point), actual.pointTs().get(point));
            for (int column = 0; column < expected.features().size(); column++) {
                assertEquals(expected.value(column, point), actual.value(column, point));
            }
        }
    }

    /** Requests come and go between snapshots: another entry may come after a request's than before. */
    @Test
    void build_entriesInTheOrderOfTheMap_hasThePointsOfEachRequest() throws Exception {
        Map<Long, List<Long>> expected = new HashMap<>();
        try (RecordingReader reader = RecordingReader.open(RECORDING)) {
            Layout.Field latest = reader.header().layout().field("latest_ts_update").orElseThrow();
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    for (int entry = 0; entry < snapshot.entries(); entry++) {
                        expected.computeIfAbsent(snapshot.requestId(entry), _ -> new ArrayList<>())
                                .add(snapshot.read(entry, latest));
                    }
                }
            }
        }
        RequestTable table = builder(new ColumnSpace()).build();

        assertEquals(expected.keySet(), Arrays.stream(table.ids()).boxed().collect(Collectors.toSet()));
        for (int row = 0; row < table.rows(); row++) {
            List<Long> actual = IntStream.range(table.seriesStart()[row], table.seriesStart()[row + 1])
                    .mapToObj(table.pointTs()::get).distinct().toList();
            assertEquals(expected.get(table.ids()[row]).stream().distinct().toList(), actual);
        }
    }

    @Test
    void build_noRoomInTheHeap_isTheSameTable() throws Exception {
        ColumnSpace none = new ColumnSpace(0);
        RequestTable spilled = builder(none).build();

        assertTrue(none.spilled() > 0);
        assertSame(builder(new ColumnSpace()).build(), spilled);
    }

    @Test
    void allocate_whatWasGivenBack_isZeroedAndTakesNoMoreOfTheDisk() {
        ColumnSpace space = new ColumnSpace(0);
        MemorySegment first = space.allocateLongs(1000);
        long spilled = space.spilled();
        first.fill((byte) 7);
        space.release(first);
        MemorySegment second = space.allocateLongs(1000);

        assertEquals(first.address(), second.address());
        assertEquals(spilled, space.spilled());
        assertEquals(0, second.get(ValueLayout.JAVA_LONG, 800));
    }

    @Test
    void after_aTime_hasTheLaterRequestsWhole() throws Exception {
        RequestTable whole = builder(new ColumnSpace()).build();
        long middle = whole.firstTs().get(whole.rows() / 2);
        RequestTable later = builder(new ColumnSpace()).after(middle, Set.of(whole.ids()[whole.rows() - 1])).build();

        assertEquals(whole.firstTs().stream().filter(ts -> ts > middle).count() - 1, later.rows());
        int offset = Arrays.stream(whole.ids()).boxed().toList().indexOf(later.ids()[0]);
        assertEquals(whole.value(0, whole.last(offset)), later.value(0, later.last(0)));
    }

    @Test
    void thinned_everyTenth_keepsEachRequestsEnd() throws Exception {
        RequestTable whole = builder(new ColumnSpace()).build();
        RequestTable thinned = whole.thinned(10);

        assertTrue(thinned.pointTs().size() < whole.pointTs().size());
        for (int row = 0; row < whole.rows(); row++) {
            assertEquals(whole.value(0, whole.last(row)), thinned.value(0, thinned.last(row)));
        }
    }
}
