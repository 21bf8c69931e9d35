package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** Keeps what libbpf prints during a call, so that a failure can show it; successful calls print nothing. */
final class LibbpfLog {
    private static final int DEBUG = 2;
    private static final int LONGEST = 1 << 20;
    private static final ThreadLocal<StringBuilder> LINES = ThreadLocal.withInitial(StringBuilder::new);

    static {
        try {
            FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
            MethodHandle print = MethodHandles.lookup().findStatic(LibbpfLog.class, "print",
                    MethodType.methodType(int.class, int.class, MemorySegment.class, MemorySegment.class));
            MemorySegment stub = CLibrary.LINKER.upcallStub(print, descriptor, Arena.global());
            MemorySegment ignored = (MemorySegment) Libbpf.SET_PRINT.invokeExact(stub);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private LibbpfLog() {}

    static void start() {
        LINES.get().setLength(0);
    }

    static String text() {
        return LINES.get().toString().strip();
    }

    /** libbpf_print_fn_t: on the platforms we run on, a va_list argument is passed as a pointer. */
    @SuppressWarnings("unused")
    private static int print(int level, MemorySegment format, MemorySegment arguments) {
        StringBuilder lines = LINES.get();
        if (level < DEBUG && lines.length() < LONGEST) {
            lines.append(CLibrary.format(format, arguments));
        }
        return 0;
    }
}
