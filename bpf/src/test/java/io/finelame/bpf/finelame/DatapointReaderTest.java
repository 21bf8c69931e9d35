package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Link;
import io.finelame.bpf.elf.ElfFile;
import io.finelame.bpf.finelame.DatapointReader.Extent;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real programs in the real kernel, on a server of which every request is known by its number. */
@KernelTest
@Tag("slow")
class DatapointReaderTest {
    /** More than {@code MAX_LISTED} in finelame.h. */
    private static final int MORE_THAN_LISTED = 17_000;
    private static final long NEVER_IDLE = Long.MAX_VALUE;

    private final List<Link> links = new ArrayList<>();
    private FinelameObject object;
    private Worker worker;
    private int readings;

    @BeforeEach
    void load() throws Exception {
        object = FinelameObject.load(LoadOptions.of(32_768));
        worker = new Worker();
        long function = ElfFile.read(Worker.EXECUTABLE).function("by_id").offsets().getFirst();
        links.add(object.program("sched_switch").attach());
        links.add(object.attachMapper(Operation.MAP_ID.cookie(2, 4, true, false, 7), worker.pid(), Worker.EXECUTABLE,
                function, false));
        links.add(object.attachMapper(Operation.UNMAP.cookie(0, 8, true, false, 7), worker.pid(), Worker.EXECUTABLE,
                function, true));
    }

    @AfterEach
    void unload() {
        links.forEach(Link::close);
        worker.close();
        object.close();
    }

    /** Requests, in no particular order. */
    private record Found(List<Long> changed, List<Long> over) {}

    private Found read(Extent extent, long idleNs) throws BpfException {
        DatapointReader reader = object.reader();
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        readings++;
        boolean all = false;
        while (!all) {
            all = reader.read(Long.MAX_VALUE, idleNs, readings, extent);
            for (int place = 0; place < reader.changed(); place++) {
                found.changed.add(reader.requests().getAtIndex(ValueLayout.JAVA_LONG, place));
            }
            for (int place = 0; place < reader.over(); place++) {
                found.over.add(reader.over(place));
            }
        }
        return found;
    }

    private void request(long id) throws Exception {
        worker.run("by_id", id, 1);
    }

    private static Found changed(long... ids) {
        return new Found(Arrays.stream(ids).boxed().toList(), List.of());
    }

    @Test
    void haveChanged_newRequest_isSaidOnce() throws Exception {
        assertFalse(object.reader().haveChanged());
        request(5);

        assertTrue(object.reader().haveChanged());
        assertFalse(object.reader().haveChanged());
    }

    @Test
    void read_newRequest_isReadOnceUntilAllAreRead() throws Exception {
        request(5);

        assertEquals(changed(5), read(Extent.LISTED, NEVER_IDLE));
        assertEquals(changed(), read(Extent.LISTED, NEVER_IDLE));
        assertEquals(changed(), read(Extent.CHANGED, NEVER_IDLE));
        assertEquals(changed(5), read(Extent.ALL, NEVER_IDLE));
        assertEquals(1, object.reader().inMap());
    }

    @Test
    void read_requestThatIsUsedAgain_isReadAgain() throws Exception {
        request(5);
        read(Extent.LISTED, NEVER_IDLE);
        request(5);

        assertEquals(changed(5), read(Extent.LISTED, NEVER_IDLE));
    }

    @Test
    void read_requestThatIsIdle_isTakenOutByTheNextReading() throws Exception {
        request(5);

        assertEquals(changed(5), read(Extent.LISTED, 1));
        assertEquals(new Found(List.of(), List.of(5L)), read(Extent.LISTED, 1));
        assertEquals(0, object.reader().inMap());
    }

    @Test
    void read_changedSinceItWasTurnedTo_isNotTakenOut() throws Exception {
        request(5);
        read(Extent.LISTED, 1);
        request(5);

        assertEquals(changed(5), read(Extent.LISTED, 1));
        assertEquals(1, object.reader().inMap());
    }

    @Test
    void read_moreThanTheListHolds_areAllReadOnce() throws Exception {
        worker.run("by_many_ids", 1, MORE_THAN_LISTED);

        Found found = read(Extent.LISTED, NEVER_IDLE);

        assertEquals(MORE_THAN_LISTED, found.changed.size());
        assertEquals(MORE_THAN_LISTED, new HashSet<>(found.changed).size());
        assertEquals(MORE_THAN_LISTED, object.reader().inMap());
        assertEquals(changed(), read(Extent.LISTED, NEVER_IDLE));
    }

    @Test
    void read_listedWhileTheMapIsWalked_isReadByTheNextReading() throws Exception {
        request(5);
        read(Extent.CHANGED, NEVER_IDLE);
        request(6);

        assertEquals(changed(6), read(Extent.LISTED, NEVER_IDLE));
        assertEquals(2, object.reader().inMap());
    }
}
