package io.finelame.benchmarks.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.finelame.Feature;
import io.finelame.bpf.finelame.FinelameObject;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The kernel's real datapoints map with this many requests in flight. */
final class FilledMap implements AutoCloseable {
    private static final int FEWEST_PLACES = 1 << 18;

    private final Arena arena = Arena.ofShared();
    private final FinelameObject object;
    private final BpfProgram program;
    private final MemorySegment update = arena.allocate(32, 8);

    /** @param places in the map, or as many as a map has at least; more than three quarters of them full is crowded */
    FilledMap(int entries, int places) throws BpfException {
        object = FinelameObject.load(Math.max(places, FEWEST_PLACES));
        program = object.program("apply_update");
        touch(entries, 1);
    }

    /** Charges every n-th request, as the probes do: what has changed is listed. */
    void touch(int entries, int every) throws BpfException {
        for (int i = 0; i < entries; i += every) {
            update.set(ValueLayout.JAVA_LONG, 0, i + 1);
            update.set(ValueLayout.JAVA_LONG, 8, System.nanoTime());
            update.set(ValueLayout.JAVA_LONG, 16, 1);
            update.set(ValueLayout.JAVA_INT, 24, Feature.REQ_CPUTIME.ordinal());
            program.testRun(update);
        }
    }

    FinelameObject object() {
        return object;
    }

    @Override
    public void close() {
        object.close();
        arena.close();
    }
}
