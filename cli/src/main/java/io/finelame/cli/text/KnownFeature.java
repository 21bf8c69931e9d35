package io.finelame.cli.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A feature that Finelame can record. Everything that depends on a feature's meaning reads it here: units in tables and figures, the
 * least differences that models see, and the table of docs/features.md.
 *
 * @param field of struct datapoint in finelame.h that holds it
 * @param resolution the least amount that makes a difference, in the unit
 * @param counts what it counts, Markdown
 */
public record KnownFeature(String name, String field, FeatureUnit unit, long resolution, String counts) {
    /** In the order of {@code enum feature} in finelame.h. */
    public static final List<KnownFeature> ALL = List.of(
            new KnownFeature("REQ_CPUTIME", "cputime", FeatureUnit.NANOSECONDS, 10_000,
                    "time on a CPU of the threads that work for the request"),
            new KnownFeature("REQ_MEM_MALLOC", "mem_malloc", FeatureUnit.BYTES, 4096,
                    "bytes [allocated](#memory), never given back"),
            new KnownFeature("REQ_PGFLT", "pgfaults", FeatureUnit.COUNT, 1,
                    "page faults of the threads, those within system calls included"),
            new KnownFeature("REQ_IDLE_TIME", "tcp_idle_time", FeatureUnit.NANOSECONDS, 1_000_000,
                    "time between two receives"),
            new KnownFeature("REQ_TCP_SENT", "tcp_sent", FeatureUnit.BYTES, 64,
                    "bytes sent on stream sockets"),
            new KnownFeature("REQ_TCP_RCVD", "tcp_rcvd", FeatureUnit.BYTES, 64,
                    "bytes received on stream sockets"),
            new KnownFeature("REQ_CACHE_MISSES", "cache_misses", FeatureUnit.COUNT, 1,
                    "cache misses, by samples; needs a PMU"),
            new KnownFeature("REQ_CACHE_REFS", "cache_refs", FeatureUnit.COUNT, 1,
                    "cache references, by samples; needs a PMU"),
            new KnownFeature("REQ_OFFCPU", "offcpu", FeatureUnit.NANOSECONDS, 1_000_000,
                    "time that a thread working for the request was off the CPU: waited, or was preempted"),
            new KnownFeature("REQ_SYSCALLS", "syscalls", FeatureUnit.COUNT, 1,
                    "system calls"),
            new KnownFeature("REQ_FILE_READ", "file_read", FeatureUnit.BYTES, 4096,
                    "regular files by `read`, its vectored and positioned kinds, `sendfile`, `splice`, `copy_file_range`; not what is mapped into memory"),
            new KnownFeature("REQ_FILE_WRITTEN", "file_written", FeatureUnit.BYTES, 4096,
                    "the same of `write`"),
            new KnownFeature("REQ_FUTEX_WAIT", "futex_wait", FeatureUnit.NANOSECONDS, 1_000_000,
                    "the part of REQ_OFFCPU in futex(2): locks, condition variables"),
            new KnownFeature("REQ_FDS_OPENED", "fds_opened", FeatureUnit.COUNT, 1,
                    "descriptors opened: files, sockets, pipes, ... It never goes down"),
            new KnownFeature("REQ_INSTRUCTIONS", "instructions", FeatureUnit.COUNT, 10_000,
                    "instructions retired, by samples; needs a PMU"),
            new KnownFeature("REQ_CUSTOM", "custom", FeatureUnit.COUNT, 1,
                    "what a program of [`ebpf_prog`](request-mapper.md) counts"),
            new KnownFeature("REQ_PEER_WAIT", "peer_wait", FeatureUnit.NANOSECONDS, 1_000_000_000,
                    "time that the request waited for its peer: to send more of it (silence, Slowloris), or to take the answer (slow read). It grows within a second, and then at each snapshot, while the peer is silent; with [automatic mapping](automatic-mapping.md) alone"),
            new KnownFeature("REQ_AGE", "age", FeatureUnit.NANOSECONDS, 100_000_000,
                    "time from the request's first byte to the last byte of its answer, whoever kept whom waiting. It grows at each snapshot until the request is answered. Not counted by default"));

    private static final Map<String, KnownFeature> BY_NAME = ALL.stream()
            .collect(Collectors.toUnmodifiableMap(KnownFeature::name, Function.identity()));

    /** Empty for a feature of a program of the user's own. */
    public static Optional<KnownFeature> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The least amount of a feature that makes a difference; 1 of one that is not known. */
    public static long resolutionOf(String name) {
        return of(name).map(KnownFeature::resolution).orElse(1L);
    }
}
