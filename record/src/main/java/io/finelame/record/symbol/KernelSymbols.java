package io.finelame.record.symbol;

import io.finelame.bpf.elf.SymbolTable;
import io.finelame.bpf.elf.SymbolTableBuilder;
import io.finelame.recording.StackFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's functions, those of its modules and eBPF programs, as {@code /proc/kallsyms} had them when they were read. Without
 * the privilege to see addresses there is none. Immutable.
 */
final class KernelSymbols {
    private static final int MOST_BYTES = (1 << 26) - 1;
    private static final int ADDRESS_DIGITS = 16;
    /** Of a name in a line: an address, a blank, a type and a blank are before it. */
    private static final int NAME_AT = ADDRESS_DIGITS + 3;
    private static final String KERNEL = "kernel";
    private static final StackFrame UNKNOWN = new StackFrame("[kernel]", KERNEL, StackFrame.Kind.UNKNOWN);

    private final SymbolTable table;

    private KernelSymbols(SymbolTable table) {
        this.table = table;
    }

    /** Without any function if the file can't be read. */
    static KernelSymbols read(Path kallsyms) {
        try (InputStream stream = Files.newInputStream(kallsyms)) {
            return of(stream.readNBytes(MOST_BYTES));
        } catch (IOException outOfReach) {
            return new KernelSymbols(SymbolTable.EMPTY);
        }
    }

    /** The names in the text become those of the table: a line's end ends a name. */
    private static KernelSymbols of(byte[] lines) {
        SymbolTableBuilder builder = new SymbolTableBuilder();
        for (int i = 0; i < lines.length; i++) {
            lines[i] = lines[i] == '\n' ? 0 : lines[i];
        }
        int names = builder.addNames(lines);
        int end = 0;
        for (int line = 0; line < lines.length; line = end + 1) {
            end = endOf(lines, line);
            if (line + NAME_AT < end && isFunction((char) lines[line + ADDRESS_DIGITS + 1])) {
                long address = Hexadecimal.parse(lines, line, line + ADDRESS_DIGITS);
                boolean visible = Character.isUpperCase(lines[line + ADDRESS_DIGITS + 1]);
                // Others are offsets in each CPU's data, or zero for those who may not see them.
                if (address < 0) {
                    builder.add(address, 0, visible, names + line + NAME_AT);
                }
            }
        }
        return new KernelSymbols(builder.build());
    }

    private static int endOf(byte[] lines, int line) {
        int end = line;
        while (end < lines.length && lines[end] != 0) {
            end++;
        }
        return end;
    }

    /** Text, or a weak symbol of it; nm(1). */
    private static boolean isFunction(char type) {
        return type == 't' || type == 'T' || type == 'w' || type == 'W';
    }

    StackFrame frame(long address) {
        return table.nameAt(address).map(KernelSymbols::frame).orElse(UNKNOWN);
    }

    /** @param symbol that of a module is followed by a tabulator and the module's name in brackets */
    private static StackFrame frame(String symbol) {
        int tabulator = symbol.indexOf('\t');
        if (tabulator < 0) {
            return new StackFrame(FunctionName.printable(symbol), KERNEL, StackFrame.Kind.KERNEL);
        }
        String module = symbol.substring(tabulator + 1).replace("[", "").replace("]", "");
        return new StackFrame(FunctionName.printable(symbol.substring(0, tabulator)), module, StackFrame.Kind.KERNEL);
    }
}
