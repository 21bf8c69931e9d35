package io.finelame.bpf.dwarf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A unit of section .debug_line, versions 2 to 5: which line of which file an instruction is of; DWARF 5, section 6.2. */
final class LineProgram {
    private static final int FIRST_VERSION = 2;
    private static final int LAST_VERSION = 5;

    private final DwarfCursor cursor;
    private final List<String> files;
    private int shortestInstruction;
    private boolean statementsByDefault;
    private int lineBase;
    private int lineRange;
    private int opcodeBase;
    private int[] operands;

    private long address;
    private long file;
    private long line;
    private boolean statement;

    /** Takes what a row says of the instruction at an address. */
    interface Rows {
        /** @param file index in {@link #files} */
        void statement(long address, int file, int line);
    }

    /** @param unit up to its end, from behind its length */
    private LineProgram(DwarfCursor unit, FileNames names, int version) throws IOException {
        if (version >= 5) {
            unit.skip(2);
        }
        long headerLength = unit.offset();
        DwarfCursor header = unit.next(headerLength);
        cursor = unit;
        readParameters(header, version);
        files = new ArrayList<>(names.read(header, version));
    }

    /**
     * @return null for a version that isn't known
     * @throws IndexOutOfBoundsException if the unit is damaged
     */
    static LineProgram of(DwarfCursor unit, FileNames names) throws IOException {
        int version = (int) unit.unsigned(2);
        return version >= FIRST_VERSION && version <= LAST_VERSION ? new LineProgram(unit, names, version) : null;
    }

    private void readParameters(DwarfCursor header, int version) {
        shortestInstruction = header.octet();
        if (version >= 4) {
            header.skip(1);
        }
        statementsByDefault = header.octet() != 0;
        lineBase = (byte) header.octet();
        lineRange = header.octet();
        opcodeBase = header.octet();
        if (lineRange == 0 || opcodeBase == 0) {
            throw new IndexOutOfBoundsException();
        }
        operands = new int[opcodeBase];
        for (int i = 1; i < opcodeBase; i++) {
            operands[i] = header.octet();
        }
    }

    /** Paths by number. */
    List<String> files() {
        return files;
    }

    private void reset() {
        address = 0;
        file = 1;
        line = 1;
        statement = statementsByDefault;
    }

    /** Runs it: each statement goes to the receiver, in the order of the table. */
    void run(Rows rows) {
        reset();
        while (cursor.hasRest()) {
            int opcode = cursor.octet();
            if (opcode >= opcodeBase) {
                advance((opcode - opcodeBase) / lineRange);
                line += lineBase + (opcode - opcodeBase) % lineRange;
                emit(rows);
            } else if (opcode == 0) {
                runExtended();
            } else {
                runStandard(opcode, rows);
            }
        }
    }

    private void advance(long instructions) {
        address += instructions * shortestInstruction;
    }

    private void emit(Rows rows) {
        if (statement && line == (int) line && file >= 0 && file < files.size()) {
            rows.statement(address, (int) file, (int) line);
        }
    }

    /** Section 6.2.5.2. */
    private void runStandard(int opcode, Rows rows) {
        switch (opcode) {
            case 1 -> emit(rows);
            case 2 -> advance(cursor.uleb());
            case 3 -> line += cursor.sleb();
            case 4 -> file = cursor.uleb();
            case 6 -> statement = !statement;
            case 8 -> advance((255 - opcodeBase) / lineRange);
            case 9 -> address += cursor.unsigned(2);
            default -> {
                for (int i = 0; i < operands[opcode]; i++) {
                    cursor.uleb();
                }
            }
        }
    }

    /** Section 6.2.5.3. A file that is defined here is not looked for: nothing writes such any more. */
    private void runExtended() {
        DwarfCursor operation = cursor.next(cursor.uleb());
        int opcode = operation.octet();
        if (opcode == 1) {
            reset();
        } else if (opcode == 2) {
            address = operation.unsigned((int) operation.rest());
        }
    }
}
