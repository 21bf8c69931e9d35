package io.finelame.bpf.elf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the arguments of a tracepoint's note; see {@link UsdtArgument}. */
final class UsdtOperand {
    private static final int MOST_ARGUMENTS = 12;
    /** Size, and an operand: aarch64's {@code [sp, 12]} has a space. */
    private static final Pattern ARGUMENT = Pattern.compile("(-?[1248])@(\\[[^\\]]*\\]|\\S+)|\\S+");
    private static final String NUMBER = "([-+]?(?:0x[0-9a-fA-F]{1,16}|[0-9]{1,19}))";
    private static final Pattern X86_CONSTANT = Pattern.compile("\\$" + NUMBER);
    private static final Pattern X86_REGISTER = Pattern.compile("%(\\w+)");
    private static final Pattern X86_MEMORY = Pattern.compile(NUMBER + "?\\(%(\\w+)\\)");
    private static final Pattern ARM_CONSTANT = Pattern.compile("#?" + NUMBER);
    private static final Pattern ARM_REGISTER = Pattern.compile("(\\w+)");
    private static final Pattern ARM_MEMORY = Pattern.compile("\\[(\\w+)(?:, *#?" + NUMBER + ")?\\]");

    /** Registers in the order of struct pt_regs in arch/x86/include/asm/ptrace.h, by their names of 8, 4, 2 and 1 bytes. */
    private static final Map<String, Integer> X86 = registersOfX86();
    private static final Map<String, Integer> ARM = registersOfArm();

    private UsdtOperand() {}

    private static Map<String, Integer> registersOfX86() {
        List<String> words = List.of("r15", "r14", "r13", "r12", "rbp ebp bp bpl", "rbx ebx bx bl", "r11", "r10", "r9",
                "r8", "rax eax ax al", "rcx ecx cx cl", "rdx edx dx dl", "rsi esi si sil", "rdi edi di dil", "", "rip",
                "", "", "rsp esp sp spl");
        Map<String, Integer> registers = new HashMap<>();
        for (int word = 0; word < words.size(); word++) {
            for (String name : words.get(word).split(" ")) {
                registers.put(name, word);
                if (name.matches("r[0-9]+")) {
                    registers.put(name + "d", word);
                    registers.put(name + "w", word);
                    registers.put(name + "b", word);
                }
            }
        }
        registers.remove("");
        return Map.copyOf(registers);
    }

    /** struct user_pt_regs in arch/arm64/include/uapi/asm/ptrace.h: x0 to x30, sp. */
    private static Map<String, Integer> registersOfArm() {
        Map<String, Integer> registers = new HashMap<>(Map.of("sp", 31, "fp", 29, "lr", 30));
        for (int i = 0; i <= 30; i++) {
            registers.put("x" + i, i);
            registers.put("w" + i, i);
        }
        return Map.copyOf(registers);
    }

    /** At most twelve, as sys/sdt.h can have. */
    static List<UsdtArgument> parse(String text, boolean x86) {
        List<UsdtArgument> arguments = new ArrayList<>();
        Matcher matcher = ARGUMENT.matcher(text);
        while (arguments.size() < MOST_ARGUMENTS && matcher.find()) {
            arguments.add(matcher.group(1) == null
                    ? new UsdtArgument.Other(matcher.group())
                    : argument(matcher.group(), Integer.parseInt(matcher.group(1)), matcher.group(2), x86));
        }
        return arguments;
    }

    private static UsdtArgument argument(String text, int size, String operand, boolean x86) {
        Map<String, Integer> registers = x86 ? X86 : ARM;
        int bytes = Math.abs(size);
        Matcher constant = (x86 ? X86_CONSTANT : ARM_CONSTANT).matcher(operand);
        if (constant.matches()) {
            return new UsdtArgument.Constant(text, bytes, size < 0, number(constant.group(1)));
        }
        Matcher register = (x86 ? X86_REGISTER : ARM_REGISTER).matcher(operand);
        if (register.matches() && registers.containsKey(register.group(1))) {
            return new UsdtArgument.Register(text, bytes, size < 0, registers.get(register.group(1)));
        }
        Matcher memory = (x86 ? X86_MEMORY : ARM_MEMORY).matcher(operand);
        if (!memory.matches()) {
            return new UsdtArgument.Other(text);
        }
        Integer base = registers.get(memory.group(x86 ? 2 : 1));
        String displacement = memory.group(x86 ? 1 : 2);
        return base == null || x86 && base == X86.get("rip")
                ? new UsdtArgument.Other(text)
                : new UsdtArgument.Memory(text, bytes, size < 0, base, displacement == null ? 0 : number(displacement));
    }

    private static long number(String text) {
        String digits = text.replaceFirst("^[-+]", "").toLowerCase(Locale.ROOT);
        long value = digits.startsWith("0x")
                ? Long.parseUnsignedLong(digits.substring(2), 16)
                : Long.parseUnsignedLong(digits);
        return text.startsWith("-") ? -value : value;
    }
}
