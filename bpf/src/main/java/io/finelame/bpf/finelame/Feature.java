package io.finelame.bpf.finelame;

/** A counter of a request; {@code enum feature} in finelame.h, in its order. */
public enum Feature {
    /** ns */
    REQ_CPUTIME("cputime"),
    /** bytes */
    REQ_MEM_MALLOC("mem_malloc"),
    REQ_PGFLT("pgfaults"),
    /** ns between two receives */
    REQ_IDLE_TIME("tcp_idle_time"),
    /** bytes */
    REQ_TCP_SENT("tcp_sent"),
    /** bytes */
    REQ_TCP_RCVD("tcp_rcvd"),
    REQ_CACHE_MISSES("cache_misses"),
    REQ_CACHE_REFS("cache_refs"),
    /** ns that threads waited off the CPU */
    REQ_OFFCPU("offcpu"),
    REQ_SYSCALLS("syscalls"),
    /** bytes, from regular files by system calls */
    REQ_FILE_READ("file_read"),
    /** bytes */
    REQ_FILE_WRITTEN("file_written"),
    /** ns of REQ_OFFCPU in futex(2) */
    REQ_FUTEX_WAIT("futex_wait"),
    REQ_FDS_OPENED("fds_opened"),
    REQ_INSTRUCTIONS("instructions"),
    /** whatever the user's own eBPF program counts */
    REQ_CUSTOM("custom"),
    /** ns that the request waited for its peer */
    REQ_PEER_WAIT("peer_wait"),
    /** ns from its first byte to the last of its answer, or until now */
    REQ_AGE("age");

    private final String field;

    Feature(String field) {
        this.field = field;
    }

    /** The field of struct datapoint that holds it. */
    public String field() {
        return field;
    }
}
