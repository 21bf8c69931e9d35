package io.finelame.benchmarks.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.MapSnapshot;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The requests in flight, out of the kernel: by MapSnapshot, by the same calls in C (snapshot.c), and one by one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SnapshotBenchmark {
    private static final int BATCH = 8192;
    private static final Linker LINKER = Linker.nativeLinker();

    @Param({"10000", "100000", "1000000"})
    public int entries;

    private FilledMap filled;
    private Arena arena;
    private BpfMap map;
    private MapSnapshot snapshot;
    private MemorySegment keys;
    private MemorySegment values;
    private long keySize;
    private long valueSize;
    private MethodHandle batchInC;
    private MethodHandle oneByOneInC;
    private MethodHandle nextKey;

    @Setup
    public void fill() throws BpfException {
        filled = new FilledMap(entries, entries);
        map = filled.object().datapoints();
        snapshot = map.snapshot();
        keySize = map.keySize();
        valueSize = snapshot.valueSize();
        arena = Arena.ofShared();
        keys = arena.allocate((entries + BATCH) * keySize, 8);
        values = arena.allocate((entries + BATCH) * valueSize, 8);
        SymbolLookup ours = SymbolLookup.libraryLookup(Path.of(System.getProperty("snapshot.library")), arena);
        FunctionDescriptor function = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS,
                JAVA_LONG);
        batchInC = LINKER.downcallHandle(ours.findOrThrow("snapshot_batch"), function);
        oneByOneInC = LINKER.downcallHandle(ours.findOrThrow("snapshot_one_by_one"), function);
        nextKey = LINKER.downcallHandle(
                SymbolLookup.libraryLookup("libbpf.so.1", arena).findOrThrow("bpf_map_get_next_key"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    }

    @TearDown(Level.Trial)
    public void close() {
        snapshot.close();
        filled.close();
        arena.close();
    }

    @Benchmark
    public int javaBatch() throws BpfException {
        snapshot.read();
        return complete(snapshot.entries());
    }

    @Benchmark
    public int cBatch() throws Throwable {
        return complete((long) batchInC.invokeExact(map.fd(), keys, keySize, values, valueSize));
    }

    @Benchmark
    public int javaOneByOne() throws Throwable {
        int fd = map.fd();
        int found = 0;
        MemorySegment previous = MemorySegment.NULL;
        MemorySegment key = keys.asSlice(0, keySize);
        while ((int) nextKey.invokeExact(fd, previous, key) == 0) {
            if (map.lookup(key, values.asSlice(found * valueSize, valueSize))) {
                found++;
            }
            previous = key;
            key = keys.asSlice(found * keySize, keySize);
        }
        return complete(found);
    }

    @Benchmark
    public int cOneByOne() throws Throwable {
        return complete((long) oneByOneInC.invokeExact(map.fd(), keys, keySize, values, valueSize));
    }

    private int complete(long found) {
        if (found != entries) {
            throw new IllegalStateException(found + " of " + entries + " entries");
        }
        return entries;
    }
}
