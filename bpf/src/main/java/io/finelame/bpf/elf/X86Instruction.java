package io.finelame.bpf.elf;

/**
 * Lengths of x86-64 instructions, to find where each begins. Intel SDM, volume 2, chapter 2 (formats) and appendix A (opcode maps);
 * AMD64 manual, volume 3, section 1.2 for XOP.
 */
final class X86Instruction {
    static final int LONGEST = 15;
    /** One-byte opcodes with a ModRM byte; bit N of word M is opcode 32 * M + N. */
    private static final int[] MODRM = {0x0f0f0f0f, 0x0f0f0f0f, 0, 0x00000a08, 0x0000fffb, 0, 0xff0f00c3, 0xc0c00000};
    /** One-byte opcodes with an immediate byte. */
    private static final int[] BYTE = {0x10101010, 0x10101010, 0, 0xffff0c00, 0x00000009, 0x00ff0100, 0x00002043,
            0x000008ff};
    /** One-byte opcodes with an immediate of the operand's size, 4 bytes at most. */
    private static final int[] WORD = {0x20202020, 0x20202020, 0, 0x00000300, 0x00000002, 0xff000200, 0x00000080,
            0x00000300};
    /** One-byte opcodes that 64-bit mode doesn't have. */
    private static final int[] INVALID = {0xc0c040c0, 0x80808080, 0, 0x00000003, 0x04000004, 0, 0x00704000, 0x00000400};
    /** Opcodes behind 0x0f without a ModRM byte. */
    private static final int[] BARE = {0x00004be0, 0x00bf0000, 0, 0x00800000, 0x0000ffff, 0x00000707, 0x0000ff00, 0};

    private final byte[] code;
    private int at;
    private boolean operandSize;
    private boolean addressSize;
    private boolean wide;

    private X86Instruction(byte[] code, int at) {
        this.code = code;
        this.at = at;
    }

    /** @return bytes of the instruction at a place; 0 if it isn't known, or goes beyond the code's end */
    static int length(byte[] code, int at) {
        X86Instruction instruction = new X86Instruction(code, at);
        boolean known = instruction.readPrefixes() && instruction.readRest();
        int length = instruction.at - at;
        return known && length <= LONGEST && instruction.at <= code.length ? length : 0;
    }

    private boolean readPrefixes() {
        for (int start = at; at - start < LONGEST; at++) {
            switch (next()) {
                case 0x66 -> operandSize = true;
                case 0x67 -> addressSize = true;
                case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0xf0, 0xf2, 0xf3 -> {
                }
                default -> {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean readRest() {
        if ((next() & 0xf0) == 0x40) {
            wide = (next() & 8) != 0;
            at++;
        }
        int opcode = next();
        at++;
        return switch (opcode) {
            case 0x0f -> readTwoBytes();
            case 0xc5 -> readVector(1, 1);
            case 0xc4 -> readVector(2, next() & 0x1f);
            case 0x62 -> readVector(3, next() & 7);
            case 0x8f -> (next() & 0x1f) >= 8 ? readXop() : readOneByte(opcode);
            default -> readOneByte(opcode);
        };
    }

    private boolean readOneByte(int opcode) {
        if (has(INVALID, opcode)) {
            return false;
        }
        int register = next() >> 3 & 7;
        if (has(MODRM, opcode)) {
            skipModrm();
        }
        at += has(BYTE, opcode) ? 1 : has(WORD, opcode) ? operandSize && !wide && opcode < 0xe0 ? 2 : 4 : 0;
        at += switch (opcode) {
            case 0xa0, 0xa1, 0xa2, 0xa3 -> addressSize ? 4 : 8;
            case 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf -> wide ? 4 : 0;
            case 0xc2, 0xca -> 2;
            case 0xc8 -> 3;
            case 0xf6 -> register < 2 ? 1 : 0;
            case 0xf7 -> register < 2 ? operandSize && !wide ? 2 : 4 : 0;
            default -> 0;
        };
        return true;
    }

    private boolean readTwoBytes() {
        int opcode = next();
        at++;
        if (opcode == 0x38 || opcode == 0x3a) {
            at++;
            skipModrm();
            at += opcode == 0x3a ? 1 : 0;
            return true;
        }
        if (opcode >= 0x80 && opcode <= 0x8f) {
            at += 4;
            return true;
        }
        if (!has(BARE, opcode)) {
            skipModrm();
        }
        at += hasByteInMapOne(opcode) || opcode == 0x0f || opcode == 0xa4 || opcode == 0xac || opcode == 0xba ? 1 : 0;
        return true;
    }

    private static boolean hasByteInMapOne(int opcode) {
        return opcode >= 0x70 && opcode <= 0x73 || opcode == 0xc2 || opcode >= 0xc4 && opcode <= 0xc6;
    }

    /** VEX and EVEX. */
    private boolean readVector(int payload, int map) {
        at += payload;
        int opcode = next();
        at++;
        if (payload < 3 && map == 1 && opcode == 0x77) {
            return true;
        }
        skipModrm();
        at += map == 3 || map == 1 && hasByteInMapOne(opcode) ? 1 : 0;
        return map >= 1 && map <= 6;
    }

    private boolean readXop() {
        int map = next() & 0x1f;
        at += 3;
        skipModrm();
        at += map == 8 ? 1 : map == 10 ? 4 : 0;
        return map <= 10;
    }

    /** ModRM, SIB and displacement, section 2.1.3. */
    private void skipModrm() {
        int mod = next() >> 6;
        int rm = next() & 7;
        at++;
        if (mod == 3) {
            return;
        }
        int base = rm;
        if (rm == 4) {
            base = next() & 7;
            at++;
        }
        at += mod == 1 ? 1 : mod == 2 || base == 5 ? 4 : 0;
    }

    private static boolean has(int[] set, int opcode) {
        return (set[opcode >> 5] >> (opcode & 31) & 1) != 0;
    }

    private int next() {
        return at < code.length ? code[at] & 0xff : 0;
    }
}
