package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Uprobes by links of their own, BPF_TRACE_UPROBE_MULTI in linux/bpf.h (6.6), instead of by perf events: an entry with its return costs less, and CAP_PERFMON is enough.
 * Their program must be loaded for it. libbpf knows them from version 1.3 on.
 */
final class UprobeLink {
    /** The program's expected attach type. */
    static final int TYPE = 48;
    /** In the kernel's type information if the filter by process works: it was one by thread at first. */
    static final String RELIABLE_WITH = "BPF_TRACE_UPROBE_SESSION";
    private static final int LINK_CREATE = 28;
    /** Of {@code link_create} in union bpf_attr, up to the process. */
    private static final int ATTRIBUTES = 64;
    private static final int AT_RETURN = 1;

    private UprobeLink() {}

    /**
     * @param pid a process, or {@link BpfProgram#ANY_PROCESS}; the same goes for one whose first thread has ended, which the
     *     kernel can't find
     * @param semaphore offset in the file of a counter that the kernel raises meanwhile, bytes; 0: none
     * @return a descriptor, or minus errno
     */
    static int create(int program, int pid, Path file, long offset, long semaphore, long cookie, boolean atReturn) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES, JAVA_LONG.byteSize());
            attributes.set(JAVA_INT, 0, program);
            attributes.set(JAVA_INT, 8, TYPE);
            attributes.set(ADDRESS, 16, arena.allocateFrom(file.toString()));
            attributes.set(ADDRESS, 24, arena.allocateFrom(JAVA_LONG, offset));
            attributes.set(ADDRESS, 32,
                    semaphore == 0 ? MemorySegment.NULL : arena.allocateFrom(JAVA_LONG, semaphore));
            attributes.set(ADDRESS, 40, arena.allocateFrom(JAVA_LONG, cookie));
            attributes.set(JAVA_INT, 48, 1);
            attributes.set(JAVA_INT, 52, atReturn ? AT_RETURN : 0);
            attributes.set(JAVA_INT, 56, Math.max(pid, 0));
            int descriptor = CLibrary.bpf(LINK_CREATE, attributes);
            if (descriptor != -Errno.ESRCH) {
                return descriptor;
            }
            attributes.set(JAVA_INT, 56, 0);
            return CLibrary.bpf(LINK_CREATE, attributes);
        }
    }
}
