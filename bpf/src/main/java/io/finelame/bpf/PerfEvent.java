package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** A sampling perf event on one CPU; see perf_event_open(2). */
public final class PerfEvent implements AutoCloseable {
    /** PERF_ATTR_SIZE_VER5 in linux/perf_event.h. */
    private static final int ATTRIBUTES = 112;

    private final String name;
    private final int fd;

    private PerfEvent(String name, int fd) {
        this.name = name;
        this.fd = fd;
    }

    /** Event types and numbers of linux/perf_event.h. */
    public enum Kind {
        /** A timer in ns of wall-clock time. */
        CPU_CLOCK(1, 0),
        CACHE_REFERENCES(0, 2),
        CACHE_MISSES(0, 3),
        INSTRUCTIONS(0, 1);

        private final int type;
        private final long config;

        Kind(int type, long config) {
            this.type = type;
            this.config = config;
        }
    }

    /** @param period events (ns for {@link Kind#CPU_CLOCK}) from one sample to the next */
    public static PerfEvent open(Kind kind, long period, int cpu) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
            attributes.set(JAVA_INT, 0, kind.type);
            attributes.set(JAVA_INT, 4, ATTRIBUTES);
            attributes.set(JAVA_LONG, 8, kind.config);
            attributes.set(JAVA_LONG, 16, period);
            String name = kind.name().toLowerCase().replace('_', '-') + " on CPU " + cpu;
            int fd = CLibrary.perfEventOpen(attributes, cpu);
            if (fd < 0) {
                throw new BpfException("open the perf event " + name, -fd, "");
            }
            return new PerfEvent(name, fd);
        }
    }

    int fd() {
        return fd;
    }

    /** Only where no {@link Link} owns it. */
    @Override
    public void close() {
        CLibrary.close(fd);
    }

    @Override
    public String toString() {
        return name;
    }
}
