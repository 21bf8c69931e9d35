package io.finelame.cli;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a command says that has too little memory, whichever library reports it. */
final class OutOfMemory {
    private static final int DEEPEST = 100;
    private static final String HEAP = (RootPrivileges.isCalledBySudo()
            ? "out of memory (heap of %d MB): increase it as root without sudo, which ignores FINELAME_JAVA_OPTIONS=-Xmx8g"
            : "out of memory (heap of %d MB): increase it, e.g. with FINELAME_JAVA_OPTIONS=-Xmx8g")
            .formatted(Runtime.getRuntime().maxMemory() >> 20);
    private static final String THREADS = "a thread can't be started: raise the limit of processes (ulimit -u, pids.max of"
            + " the cgroup), or that of memory";
    private static final String MAPPINGS = "a file can't be mapped into memory: raise the limit of address space"
            + " (ulimit -v) or of mappings (vm.max_map_count)";

    private static final int RESERVE = 1 << 19;
    private static final AtomicBoolean REPORTED = new AtomicBoolean();
    private static volatile byte[] reserve;
    private static volatile boolean once;

    private OutOfMemory() {}

    /** Keeps memory for the report, which there is one of from now on: threads that work together fail together. */
    static void prepare() {
        reserve = new byte[RESERVE];
        once = true;
    }

    /** True for the first thread that asks, which is to report its {@link #line}. */
    static boolean claimReport() {
        return !once || REPORTED.compareAndSet(false, true);
    }

    /** Empty if the failure has another cause. */
    static Optional<String> line(Throwable failure) {
        reserve = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (isOne(cause)) {
                return Optional.of(line(String.valueOf(cause.getMessage())));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** Of an error in a class's initializer, the JVM keeps the text alone for those who need the class later. */
    private static boolean isOne(Throwable e) {
        return e instanceof OutOfMemoryError || e instanceof ExceptionInInitializerError
                && String.valueOf(e.getMessage()).contains(OutOfMemoryError.class.getName());
    }

    private static String line(String message) {
        if (message.contains("native thread")) {
            return THREADS;
        }
        return message.contains("Map failed") ? MAPPINGS : HEAP;
    }
}
