package io.finelame.bpf;

import java.lang.foreign.MemorySegment;

/** An attached program; closing it detaches. The kernel detaches by itself when the process ends, however it ends. */
public final class Link implements AutoCloseable {
    private MemorySegment link;

    Link(MemorySegment link) {
        this.link = link;
    }

    /** Its file descriptor. */
    public int fd() {
        return Libbpf.call(Libbpf.LINK_FD, link);
    }

    @Override
    public synchronized void close() {
        if (link != null) {
            Libbpf.call(Libbpf.LINK_DESTROY, link);
            link = null;
        }
    }
}
