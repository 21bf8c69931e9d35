package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.RingBuffer;
import io.finelame.bpf.StructLayout;
import java.util.function.Consumer;

/** Samples of stacks, through a ring buffer, if {@link LoadOptions.Part#STACKS} is on. One thread only. */
public final class StackLog implements AutoCloseable {
    /** Frames of a stack at most: {@code MAX_FRAMES} in finelame.h. */
    public static final int DEEPEST = 127;

    private final RingBuffer ring;

    StackLog(BpfObject object, Consumer<StackRecord> consumer) throws BpfException {
        StructLayout sample = object.struct("stack_sample");
        StructLayout record = object.struct("stack_record");
        this.ring = new RingBuffer(object.map("stacks"),
                value -> consumer.accept(StackRecord.of(value, sample, record)));
    }

    /** Hands what has come to the consumer. */
    public void drain() throws BpfException {
        ring.poll(0);
    }

    @Override
    public void close() {
        ring.close();
    }
}
