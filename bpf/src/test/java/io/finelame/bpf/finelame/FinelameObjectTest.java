package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Link;
import io.finelame.bpf.MapSnapshot;
import io.finelame.bpf.PerfEvent;
import io.finelame.bpf.RunStatistics;
import io.finelame.bpf.StructLayout;
import io.finelame.bpf.elf.ElfFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real programs in the real kernel, on a server of which every request's use is known. */
@KernelTest
@Tag("slow")
class FinelameObjectTest {
    private static final long MS = 1_000_000;
    private static final Path LIBC = Path.of("/lib/x86_64-linux-gnu/libc.so.6");

    private FinelameObject object;
    private Worker worker;
    private ElfFile elf;
    private final List<Link> links = new ArrayList<>();

    @BeforeEach
    void load() throws Exception {
        object = FinelameObject.load(LoadOptions.of(64).with(Set.of(LoadOptions.Part.PAGE_FAULTS)));
        worker = new Worker();
        elf = ElfFile.read(Worker.EXECUTABLE);
        links.add(object.program("sched_switch").attach());
        mapper("accept_object", Operation.NEW.cookie(2, 8, false, false, 1), false);
        mapper("outer", Operation.MAP.cookie(1, 8, true, false, 2), false);
        mapper("outer", Operation.UNMAP.cookie(1, 8, true, false, 2), true);
        mapper("inner", Operation.MAP.cookie(1, 8, true, false, 3), false);
        mapper("inner", Operation.UNMAP.cookie(1, 8, true, false, 3), true);
        mapper("begin", Operation.MAP.cookie(1, 8, false, false, 4), false);
        mapper("finish", Operation.UNMAP.cookie(1, 8, false, false, 5), false);
        mapper("pass", Operation.PASS.cookie(1, 8, false, false, 6), false);
        mapper("by_id", Operation.MAP_ID.cookie(2, 4, true, false, 7), false);
        mapper("by_id", Operation.UNMAP.cookie(0, 8, true, false, 7), true);
    }

    /** Another process, whose threads are mapped to the requests that it names. */
    private Worker workerById() throws Exception {
        Worker another = new Worker();
        long offset = elf.function("by_id").offsets().getFirst();
        links.add(object.attachMapper(Operation.MAP_ID.cookie(2, 4, true, false, 7), another.pid(),
                Worker.EXECUTABLE, offset, false));
        links.add(object.attachMapper(Operation.UNMAP.cookie(0, 8, true, false, 7), another.pid(),
                Worker.EXECUTABLE, offset, true));
        return another;
    }

    private void mapper(String function, long cookie, boolean atReturn) throws BpfException {
        long offset = elf.function(function).offsets().getFirst();
        links.add(object.attachMapper(cookie, worker.pid(), Worker.EXECUTABLE, offset, atReturn));
    }

    @AfterEach
    void unload() {
        links.forEach(Link::close);
        worker.close();
        object.close();
    }

    private Map<Long, Map<String, Long>> datapoints() throws BpfException {
        StructLayout layout = object.datapointLayout();
        Map<Long, Map<String, Long>> datapoints = new TreeMap<>();
        try (MapSnapshot snapshot = object.datapoints().snapshot()) {
            snapshot.read();
            for (int i = 0; i < snapshot.entries(); i++) {
                Map<String, Long> fields = new TreeMap<>();
                for (StructLayout.Field field : layout.fields()) {
                    if (field.size() == 8) {
                        fields.put(field.name(), snapshot.values().get(ValueLayout.JAVA_LONG,
                                (long) i * snapshot.valueSize() + field.offset()));
                    }
                }
                datapoints.put(snapshot.keys().get(ValueLayout.JAVA_LONG, 8L * i), fields);
            }
        }
        return datapoints;
    }

    private long counter(long request, String field) throws BpfException {
        Map<String, Long> datapoint = datapoints().get(request);
        assertNotNull(datapoint, "request " + request + " was not recorded; lost: " + object.losses());
        return datapoint.get(field);
    }

    @Test
    void cputime_nestedMapping_outerGoesOnAfterInnerReturns() throws Exception {
        worker.run("accept", 0x1000);
        worker.run("outer", 0x1000, 20);

        assertEquals(60 * MS, counter(1, "cputime"), 6 * MS);
    }

    @Test
    void cputime_afterMoreObjectsThanTheMapHolds_newRequestsAreMappedAllTheSame() throws Exception {
        worker.run("accept", 0x1000);
        worker.run("begin", 0x1000);
        worker.run("pass_many", 0x100000, LoadOptions.of(64).maxObjects() + 10_000);
        worker.run("finish", 0);
        worker.run("accept", 0x2000);
        worker.run("outer", 0x2000, 20);

        assertEquals(60 * MS, counter(2, "cputime"), 6 * MS);
        assertEquals(0, object.losses().get("associations"));
    }

    @Test
    void cputime_workOutsideOfMappings_isChargedToNobody() throws Exception {
        worker.run("accept", 0x1000);
        worker.run("burn", 30);

        assertEquals(0, counter(1, "cputime"));
    }

    @Test
    void cputime_oneLongBurn_agreesWithProc() throws Exception {
        worker.run("accept", 0x1000);
        worker.run("begin", 0x1000);
        long before = worker.cpuTime();
        worker.run("burn", 1000);
        long used = worker.cpuTime() - before;
        worker.run("finish", 0);

        assertEquals(used, counter(1, "cputime"), used * 0.05);
    }

    @Test
    void cputime_moreThreadsThanCpus_agreesWithProc() throws Exception {
        worker.run("accept", 0x1000);
        worker.run("begin", 0x1000);
        List<Worker> rivals = List.of(new Worker(), new Worker(), new Worker(), new Worker());
        List<Thread> running = new ArrayList<>();
        for (Worker rival : rivals) {
            running.add(Thread.startVirtualThread(() -> {
                try {
                    rival.run("burn", 600);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        long before = worker.cpuTime();
        worker.run("burn", 500);
        long used = worker.cpuTime() - before;
        worker.run("finish", 0);
        for (Thread thread : running) {
            thread.join();
        }
        rivals.forEach(Worker::close);

        assertEquals(used, counter(1, "cputime"), used * 0.05);
    }

    @Test
    void cputime_requestThatNeverLeavesTheCpu_isSeenByTheTimerWhileItRuns() throws Exception {
        for (int cpu = 0; cpu < Runtime.getRuntime().availableProcessors(); cpu++) {
            PerfEvent timer = PerfEvent.open(PerfEvent.Kind.CPU_CLOCK, 5 * MS, cpu);
            links.add(object.program("update_cputime").attachPerfEvent(timer));
        }
        worker.run("accept", 0x1000);
        Thread burning = Thread.ofVirtual().start(() -> {
            try {
                worker.run("outer", 0x1000, 300);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        long seen = 0;
        while (burning.isAlive() && seen == 0) {
            seen = counter(1, "cputime");
        }
        assertTrue(burning.isAlive() && seen > 0, "nothing seen before the request ended");
        burning.join();
    }

    @Test
    void unmapAtEntry_withinAReturnsMapping_leavesItAlone() throws Exception {
        worker.run("accept", 0x1000);
        worker.run("begin", 0x1000);
        worker.run("outer", 0x1000, 1);
        worker.run("burn", 20);
        worker.run("finish", 0);
        worker.run("burn", 20);

        assertEquals(23 * MS, counter(1, "cputime"), 5 * MS);
    }

    @Test
    void newRequest_reusedAddress_startsAnotherRequest() throws Exception {
        worker.run("accept", 0x1000);
        worker.run("outer", 0x1000, 10);
        worker.run("accept", 0x1000);
        worker.run("outer", 0x1000, 5);

        assertEquals(30 * MS, counter(1, "cputime"), 3 * MS);
        assertEquals(15 * MS, counter(2, "cputime"), 3 * MS);
        assertEquals(2, object.requests());
    }

    @Test
    void pass_objectAssociatedWithinARequest_carriesItOn() throws Exception {
        worker.run("accept", 0x1000);
        worker.run("begin", 0x1000);
        worker.run("pass", 0x2000);
        worker.run("finish", 0);
        worker.run("outer", 0x2000, 10);

        assertEquals(30 * MS, counter(1, "cputime"), 4 * MS);
    }

    @Test
    void mapById_idAsArgument_isTheRequestId() throws Exception {
        worker.run("by_id", 4711, 10);

        assertEquals(10 * MS, counter(4711, "cputime"), 2 * MS);
    }

    @Test
    void shares_oneProcess_takeNoPlace() throws Exception {
        worker.run("by_id", 4711, 10);

        assertEquals(List.of(), object.shares().read());
        CpuShares.Name name = object.shares().names().getFirst();
        assertEquals(new CpuShares.Name(name.process(), "worker", "worker"), name);
    }

    @Test
    void shares_twoProcessesForOneRequest_areWhatTheSecondUsed() throws Exception {
        try (Worker second = workerById()) {
            worker.run("by_id", 4711, 20);
            second.run("by_id", 4711, 10);
            worker.run("by_id", 4711, 20);

            List<CpuShares.Share> shares = object.shares().read();
            assertEquals(1, shares.size());
            assertEquals(10 * MS, shares.getFirst().cputime(), 2 * MS);
            assertEquals(40 * MS, counter(4711, "cputime") - shares.getFirst().cputime(), 4 * MS);
            assertEquals(shares.getFirst(), object.shares().take(shares.getFirst()));
            assertEquals(List.of(), object.shares().read());
        }
    }

    @Test
    void shares_moreThanTheMapHolds_areCountedAsLost() throws Exception {
        try (Worker second = workerById(); Worker third = workerById()) {
            worker.run("by_many_ids", 1, 60);
            second.run("by_many_ids", 1, 60);
            third.run("by_many_ids", 1, 60);

            // A request that the timer finds on the CPU is charged, and lost, twice.
            assertTrue(object.shares().read().size() + object.losses().get("shares") >= 120);
            assertTrue(object.losses().get("shares") > 0);
        }
    }

    @Test
    void pageFaults_touchedPages_areCounted() throws Exception {
        worker.run("accept", 0x1000);
        worker.run("begin", 0x1000);
        worker.run("touch", 500);
        worker.run("finish", 0);

        assertEquals(500, counter(1, "pgfaults"), 20);
    }

    @Test
    void memory_mallocCallocRealloc_sumUpTheBytesAskedFor() throws Exception {
        ElfFile libc = ElfFile.read(LIBC);
        for (String function : List.of("malloc", "calloc", "realloc")) {
            int size = function.equals("realloc") ? 2 : 1;
            int count = function.equals("calloc") ? 2 : 0;
            long offset = libc.function(function).offsets().getFirst();
            links.addAll(
                    object.attachAllocation(Allocation.returnsPointer(size, count), 1, worker.pid(), LIBC, offset));
        }
        worker.run("accept", 0x1000);
        worker.run("begin", 0x1000);
        worker.run("allocate", 100_000);
        worker.run("finish", 0);

        assertEquals(500_000, counter(1, "mem_malloc"));
    }

    @Test
    void losses_mapFull_areCounted() throws Exception {
        for (int i = 0; i < 80; i++) {
            worker.run("accept", 0x1000 + i);
        }

        assertEquals(80 - datapoints().size(), object.losses().get("datapoints"));
        assertTrue(object.losses().get("datapoints") > 0);
    }

    @Test
    void take_requestInTheMap_isReadAndGone() throws Exception {
        worker.run("accept", 0x1000);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(object.datapoints().valueSize(), 8);

            assertTrue(object.take(1, value));
            assertTrue(value.get(ValueLayout.JAVA_LONG, object.datapointLayout().field("first_ts").offset()) > 0);
            assertFalse(object.take(1, value));
        }
    }

    @Test
    void close_link_detaches() throws Exception {
        links.forEach(Link::close);
        worker.run("accept", 0x1000);

        assertEquals(0, object.requests());
    }

    @Test
    void statistics_whileEnabled_countRuns() throws Exception {
        try (AutoCloseable _ = RunStatistics.enable()) {
            worker.run("accept", 0x1000);
        }
        RunStatistics statistics = object.program("request_mapper").statistics();

        assertEquals(1, statistics.runs());
        assertTrue(statistics.nanoseconds() > 0);
    }
}
