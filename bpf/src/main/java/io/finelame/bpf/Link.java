package io.finelame.bpf;

import java.lang.foreign.MemorySegment;

/** An attached program; closing it detaches. The kernel detaches by itself when the process ends, however it ends. */
public final class Link implements AutoCloseable {
    /** libbpf's; null if the descriptor is all there is. */
    private final MemorySegment link;
    private final int descriptor;
    private boolean closed;

    Link(MemorySegment link) {
        this.link = link;
        this.descriptor = Libbpf.call(Libbpf.LINK_FD, link);
    }

    Link(int descriptor) {
        this.link = null;
        this.descriptor = descriptor;
    }

    /** Its file descriptor. */
    public int fd() {
        return descriptor;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (link == null) {
            CLibrary.close(descriptor);
        } else {
            Libbpf.call(Libbpf.LINK_DESTROY, link);
        }
    }
}
