package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** Consumes a BPF ring buffer. One thread only. */
public final class RingBuffer implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Consumer<MemorySegment> consumer;
    private final MemorySegment ring;
    private Throwable failure;

    /** @param consumer gets each sample; its memory is valid only during the call */
    public RingBuffer(BpfMap map, Consumer<MemorySegment> consumer) throws BpfException {
        this.consumer = consumer;
        this.ring = Libbpf.pointerOf("open the ring buffer " + map.name(), Libbpf.RING_BUFFER_NEW, map.fd(), upcall(),
                MemorySegment.NULL, MemorySegment.NULL);
    }

    private MemorySegment upcall() {
        try {
            MethodHandle sample = MethodHandles.lookup().bind(this, "sample",
                    MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class, long.class));
            return CLibrary.LINKER.upcallStub(sample, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
                    arena);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** ring_buffer_sample_fn; an exception must not leave an upcall, so it is kept for {@link #poll}. */
    @SuppressWarnings("unused")
    private int sample(MemorySegment context, MemorySegment data, long size) {
        try {
            consumer.accept(data.reinterpret(size));
            return 0;
        } catch (Throwable e) {
            failure = e;
            return -1;
        }
    }

    /**
     * Waits for samples and hands them to the consumer.
     *
     * @param milliseconds at most; 0 takes what is there
     * @return how many there were
     */
    public int poll(int milliseconds) throws BpfException {
        int samples = milliseconds == 0 ? Libbpf.consumeRing(ring) : Libbpf.pollRing(ring, milliseconds);
        if (failure != null) {
            throw new IllegalStateException("the consumer of the ring buffer failed", failure);
        }
        if (samples == -Errno.EINTR) {
            return 0;
        }
        BpfMap.check("read the ring buffer", samples);
        return samples;
    }

    @Override
    public void close() {
        try {
            Libbpf.RING_BUFFER_FREE.invokeExact(ring);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
        arena.close();
    }
}
