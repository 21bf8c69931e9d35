import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Burns CPU time, and logs how much by the thread's own clock: for a virtual thread, its carrier's. */
final class Burn {
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final long SAMPLE_NS = 5_000_000;
    private static final MethodHandle CLOCK_GETTIME = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().find("clock_gettime").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final Path LOG = Path.of(System.getenv("BURN_LOG"));
    private static volatile long sink;

    private Burn() {}

    /** /burn/NAME/MS */
    static void path(String path) throws IOException {
        String[] parts = path.split("/");
        burn(parts[2], Long.parseLong(parts[3]) * 1_000_000);
    }

    private static void burn(String name, long ns) throws IOException {
        StringBuilder line = new StringBuilder(name);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            long begin = cpu(time);
            long due = 0;
            for (long used = 0; used < ns; ) {
                spin();
                used = cpu(time) - begin;
                if (used >= due || used >= ns) {
                    line.append(' ').append(System.nanoTime()).append(':').append(used);
                    due = used + SAMPLE_NS;
                }
            }
        }
        Files.writeString(LOG, line.append('\n'), StandardOpenOption.APPEND);
    }

    private static long cpu(MemorySegment time) {
        try {
            int status = (int) CLOCK_GETTIME.invokeExact(CLOCK_THREAD_CPUTIME_ID, time);
            if (status != 0) {
                throw new IllegalStateException("clock_gettime: " + status);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000 + time.get(ValueLayout.JAVA_LONG, 8);
    }

    private static void spin() {
        long x = sink;
        for (int i = 0; i < 100_000; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
        }
        sink = x;
    }
}
