package io.finelame.bpf.elf;

/**
 * Where a tracepoint has an argument, by its text in the note, such as {@code -4@%edi}: bytes, negative if it is signed, and an
 * operand of the assembler (SystemTap wiki, UserSpaceProbeImplementation; the assembler's syntax is that of x86-64 or aarch64).
 */
public sealed interface UsdtArgument {
    /** As the note has it. */
    String text();

    /** Bytes, 1, 2, 4 or 8. */
    int size();

    /** Whether smaller values are to be sign-extended. */
    boolean signed();

    /**
     * In a register.
     *
     * @param word which one, as the index of 8 bytes in the kernel's struct pt_regs (x86-64) or user_pt_regs (aarch64)
     */
    record Register(String text, int size, boolean signed, int word) implements UsdtArgument {}

    /**
     * In memory.
     *
     * @param word the register with the address, as in {@link Register}
     * @param displacement bytes that are added to it
     */
    record Memory(String text, int size, boolean signed, int word, long displacement) implements UsdtArgument {}

    record Constant(String text, int size, boolean signed, long value) implements UsdtArgument {}

    /** In a way that isn't understood, as an address with an index register, or of a variable. */
    record Other(String text) implements UsdtArgument {
        @Override
        public int size() {
            return Long.BYTES;
        }

        @Override
        public boolean signed() {
            return false;
        }
    }
}
