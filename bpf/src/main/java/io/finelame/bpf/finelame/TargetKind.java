package io.finelame.bpf.finelame;

/** How a process is recorded; the flags of {@code enum target} in finelame.h. */
public enum TargetKind {
    /** It is listed, and nothing else. */
    FOUND(16),
    /** Request mappers count in it, where {@link LoadOptions#chosen} is set. */
    CHOSEN(4 | 16),
    /** Its threads are mapped automatically; a connection is one request. */
    AUTOMATIC(1 | 16),
    /** Its threads are mapped automatically; bytes received after a response start a new request. */
    AUTOMATIC_BY_RESPONSE(1 | 2 | 16);

    private final int flags;

    TargetKind(int flags) {
        this.flags = flags;
    }

    int flags() {
        return flags;
    }
}
