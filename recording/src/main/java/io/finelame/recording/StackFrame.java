package io.finelame.recording;

/**
 * A function on a stack, or what is known of the address if its function is not.
 *
 * @param function its name, demangled and without parameters, e.g. {@code v8::internal::IrregexpInterpreter::Match}; for
 *     {@link Kind#UNKNOWN} the file in square brackets, {@code [libc.so.6]}, or {@code [unknown]} outside of every file
 * @param module the file's name without directories, {@code node}; {@code kernel} or the kernel module's name; empty outside
 *     of every file
 */
public record StackFrame(String function, String module, Kind kind) {
    /** Where code comes from. */
    public enum Kind {
        /** The server's executable or a library. */
        NATIVE,
        /** Generated while the process runs, and named by its runtime's perf map. */
        COMPILED,
        /** The kernel. */
        KERNEL,
        /** The function is not known. */
        UNKNOWN
    }

    public StackFrame {
        if (function.isEmpty()) {
            throw new IllegalArgumentException("a frame without a name, in module '" + module + "'");
        }
    }
}
