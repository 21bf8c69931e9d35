package io.finelame.bpf.finelame;

import io.finelame.bpf.elf.UsdtArgument;
import java.util.OptionalLong;

/** Where a tracepoint has the argument that a request mapper looks at, in a mapper's cookie: {@code OPERAND_*} in finelame.h. */
public final class Operand {
    static final int REGISTER = 0x20;
    static final int MEMORY = 0x40;
    static final int CONSTANT = 0x80;
    private static final int POSITION = 8;
    private static final int SIZE = 26;
    private static final int SIGNED = 28;
    private static final int DISPLACEMENT = 48;

    private Operand() {}

    /** What is added to a cookie with position 0; empty if the argument can't be read, or has a number beyond 16 bits. */
    public static OptionalLong of(UsdtArgument argument) {
        long type = (long) (31 - Integer.numberOfLeadingZeros(argument.size())) << SIZE
                | (argument.signed() ? 1L << SIGNED : 0);
        return switch (argument) {
            case UsdtArgument.Register register -> number(type, REGISTER | register.word(), 0);
            case UsdtArgument.Memory memory -> number(type, MEMORY | memory.word(), memory.displacement());
            case UsdtArgument.Constant constant -> number(type, CONSTANT, constant.value());
            case UsdtArgument.Other _ -> OptionalLong.empty();
        };
    }

    private static OptionalLong number(long type, int position, long displacement) {
        return displacement == (short) displacement
                ? OptionalLong.of(type | (long) position << POSITION | displacement << DISPLACEMENT)
                : OptionalLong.empty();
    }
}
