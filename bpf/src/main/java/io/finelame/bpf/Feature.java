package io.finelame.bpf;

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
    REQ_CACHE_REFS("cache_refs");

    private final String field;

    Feature(String field) {
        this.field = field;
    }

    /** The field of struct datapoint that holds it. */
    public String field() {
        return field;
    }
}
