package io.finelame.benchmarks.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.StructLayout;
import io.finelame.bpf.finelame.FinelameObject;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The kernel's real datapoints map with this many requests in flight. */
final class FilledMap implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final FinelameObject object;
    private final MemorySegment key = arena.allocate(8, 8);
    private final MemorySegment value;
    private final int counterAt;
    private long updates;

    FilledMap(int entries) throws BpfException {
        object = FinelameObject.load(Math.max(entries, 1 << 18));
        StructLayout layout = object.datapointLayout();
        counterAt = layout.field("cputime").offset();
        value = arena.allocate(object.datapoints().valueSize(), 8);
        touch(entries, 1);
    }

    /** Changes every n-th request's counter. */
    void touch(int entries, int every) throws BpfException {
        updates++;
        for (int i = 0; i < entries; i += every) {
            key.set(ValueLayout.JAVA_LONG, 0, i + 1);
            value.set(ValueLayout.JAVA_LONG, counterAt, updates * entries + i);
            object.datapoints().update(key, value);
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
