package io.finelame.bpf.elf;

import java.util.Optional;

/**
 * Where among a function's first instructions a uprobe costs least. On x86-64 the kernel emulates a probed push, jump or
 * call; most others it copies elsewhere and single-steps, which traps a second time (arch/x86/kernel/uprobes.c:
 * {@code push_setup_xol_ops}, {@code branch_setup_xol_ops}). A probe may stand at such an instruction instead of at the
 * function's first where each call passes it exactly once, and with the arguments that the probe reads still in place.
 */
final class ProbeSite {
    private static final int FARTHEST = 32;

    private static final int RSP = 4;
    /** Registers that carry the first five arguments (System V ABI): rdi, rsi, rdx, rcx, r8. */
    private static final int[] ARGUMENT_REGISTERS = {7, 6, 2, 1, 8};

    private static final int REX_W = 8;
    private static final int REX_R = 4;
    private static final int REX_B = 1;

    private final byte[] code;

    private ProbeSite(byte[] code) {
        this.code = code;
    }

    /**
     * @param code of the whole function
     * @param arguments how many of the leading arguments must be in place, 0 to 5
     * @return bytes from the function's first instruction; 0 if no other place is known to be better
     */
    static int cheapest(byte[] code, int arguments) {
        return new ProbeSite(code).cheapest(arguments);
    }

    private int cheapest(int arguments) {
        int at = 0;
        while (at < Math.min(FARTHEST, code.length)) {
            if (isEmulated(at)) {
                return isJumpedInto(at) ? 0 : at;
            }
            Optional<Instruction> instruction = decode(at);
            if (instruction.isEmpty() || destroys(instruction.get(), arguments)) {
                return 0;
            }
            at += instruction.get().length;
        }
        return 0;
    }

    private static boolean destroys(Instruction instruction, int arguments) {
        for (int i = 0; i < arguments; i++) {
            if (instruction.written == ARGUMENT_REGISTERS[i]) {
                return true;
            }
        }
        return instruction.written == RSP;
    }

    /** push of a register, nop, jump and call: an operand-size prefix, or an index register, is beyond the kernel. */
    private boolean isEmulated(int at) {
        int opcode = at(at);
        return opcode >= 0x50 && opcode <= 0x57 || opcode == 0x41 && at(at + 1) >= 0x50 && at(at + 1) <= 0x57
                || opcode == 0x90 || opcode >= 0x70 && opcode <= 0x7f || opcode == 0xeb || opcode == 0xe9
                || opcode == 0xe8 || opcode == 0x0f && (at(at + 1) & 0xf0) == 0x80;
    }

    /**
     * Whether any bytes of the function could be a jump to behind its first instruction, up to the site. Each byte is taken
     * for an opcode, so that none is missed.
     */
    private boolean isJumpedInto(int site) {
        for (int at = 0; at < code.length; at++) {
            int opcode = at(at);
            int target = 0;
            if (opcode >= 0x70 && opcode <= 0x7f || opcode == 0xeb || opcode >= 0xe0 && opcode <= 0xe3) {
                target = at + 2 + (byte) at(at + 1);
            } else if (opcode == 0xe9 || opcode == 0xe8) {
                target = at + 5 + wordAt(at + 1);
            } else if (opcode == 0x0f && (at(at + 1) & 0xf0) == 0x80) {
                target = at + 6 + wordAt(at + 2);
            }
            if (target > 0 && target <= site) {
                return true;
            }
        }
        return false;
    }

    /** @param written the register that it changes; -1: none */
    private record Instruction(int length, int written) {}

    /** The instructions that compilers begin functions with; empty for any other. */
    private Optional<Instruction> decode(int at) {
        if (at(at) == 0xf3 && at(at + 1) == 0x0f && at(at + 2) == 0x1e && at(at + 3) == 0xfa) {
            return Optional.of(new Instruction(4, -1));
        }
        int rex = at(at) >= 0x40 && at(at) <= 0x4f ? at(at) : 0;
        int opcodeAt = rex == 0 ? at : at + 1;
        int opcode = at(opcodeAt);
        int operands = opcodeAt + 1 - at;
        int reg = at(opcodeAt + 1) >> 3 & 7 | ((rex & REX_R) != 0 ? 8 : 0);
        int rm = at(opcodeAt + 1) >> 6 == 3 ? at(opcodeAt + 1) & 7 | ((rex & REX_B) != 0 ? 8 : 0) : -1;
        int modrm = operands + modrmLength(opcodeAt + 1);
        return switch (opcode) {
            // mov, add, or, and, sub, xor to a register or memory
            case 0x89, 0x01, 0x09, 0x21, 0x29, 0x31 -> Optional.of(new Instruction(modrm, rm));
            // the same, and lea and movsxd, to a register
            case 0x8b, 0x03, 0x0b, 0x23, 0x2b, 0x33, 0x8d, 0x63 -> Optional.of(new Instruction(modrm, reg));
            // test, cmp
            case 0x84, 0x85, 0x38, 0x39, 0x3a, 0x3b -> Optional.of(new Instruction(modrm, -1));
            // arithmetic, or cmp (/7), with an immediate
            case 0x80, 0x83 -> Optional.of(new Instruction(modrm + 1, isCompare(reg) ? -1 : rm));
            case 0x81 -> Optional.of(new Instruction(modrm + 4, isCompare(reg) ? -1 : rm));
            case 0xc6 -> Optional.of(new Instruction(modrm + 1, rm));
            case 0xc7 -> Optional.of(new Instruction(modrm + 4, rm));
            case 0x0f -> decodeTwoBytes(opcodeAt + 1, operands + 1, rex);
            default -> opcode >= 0xb8 && opcode <= 0xbf
                    ? Optional.of(new Instruction(operands + ((rex & REX_W) != 0 ? 8 : 4),
                            opcode - 0xb8 | ((rex & REX_B) != 0 ? 8 : 0)))
                    : Optional.empty();
        };
    }

    /** movzx and movsx. */
    private Optional<Instruction> decodeTwoBytes(int opcodeAt, int operands, int rex) {
        int opcode = at(opcodeAt);
        int reg = at(opcodeAt + 1) >> 3 & 7 | ((rex & REX_R) != 0 ? 8 : 0);
        return opcode == 0xb6 || opcode == 0xb7 || opcode == 0xbe || opcode == 0xbf
                ? Optional.of(new Instruction(operands + modrmLength(opcodeAt + 1), reg))
                : Optional.empty();
    }

    private static boolean isCompare(int reg) {
        return (reg & 7) == 7;
    }

    /** Of the ModRM byte, with SIB and displacement (Intel SDM, volume 2, section 2.1). */
    private int modrmLength(int at) {
        int mod = at(at) >> 6;
        int rm = at(at) & 7;
        if (mod == 3) {
            return 1;
        }
        boolean sib = rm == 4;
        int base = sib ? at(at + 1) & 7 : rm;
        int displacement = mod == 1 ? 1 : mod == 2 || base == 5 ? 4 : 0;
        return 1 + (sib ? 1 : 0) + displacement;
    }

    private int wordAt(int at) {
        return at(at) | at(at + 1) << 8 | at(at + 2) << 16 | at(at + 3) << 24;
    }

    /** Zero, which is no opcode here, behind the end. */
    private int at(int at) {
        return at < code.length ? code[at] & 0xff : 0;
    }
}
