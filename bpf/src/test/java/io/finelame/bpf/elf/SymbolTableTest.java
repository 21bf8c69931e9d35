package io.finelame.bpf.elf;

import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SymbolTableTest {
    private final SymbolTableBuilder builder = new SymbolTableBuilder();

    private void add(long start, long size, boolean visible, String name) {
        builder.add(start, size, visible, builder.addNames(name.getBytes()));
    }

    private Optional<String> nameAt(long address) {
        return builder.build().nameAt(address);
    }

    @Test
    void nameAt_lastByteOfFunction_isTheFunction() {
        builder.add(0x1000, 0x10, "f");

        assertEquals(Optional.of("f"), nameAt(0x100f));
    }

    @Test
    void nameAt_behindFunction_isEmpty() {
        builder.add(0x1000, 0x10, "f");

        assertEquals(Optional.empty(), nameAt(0x1010));
    }

    @Test
    void nameAt_functionWithoutSize_extendsToTheNext() {
        add(0x1000, 0, true, "f");
        builder.add(0x2000, 0x10, "g");

        assertEquals(Optional.of("f"), nameAt(0x1fff));
    }

    @Test
    void nameAt_behindEndOfSection_isEmpty() {
        add(0x1000, 0, true, "_init");
        builder.addEnd(0x1010);
        builder.add(0x2000, 0x10, "main");

        assertEquals(Optional.of("_init"), nameAt(0x100f));
        assertEquals(Optional.empty(), nameAt(0x1010));
    }

    @Test
    void nameAt_functionAtEndOfSection_isTheFunction() {
        builder.addEnd(0x1010);
        add(0x1010, 0, false, "f");

        assertEquals(Optional.of("f"), nameAt(0x1010));
    }

    @Test
    void nameAt_behindFunctionInsideAnother_isTheOuter() {
        builder.add(0x1000, 0x100, "outer");
        builder.add(0x1010, 0x10, "inner");

        assertEquals(Optional.of("outer"), nameAt(0x1080));
    }

    @Test
    void nameAt_aliases_isTheVisibleOneWithFewestUnderscores() {
        add(0x1000, 0x10, false, "local");
        add(0x1000, 0x10, true, "__libc_read");
        add(0x1000, 0x10, true, "read");

        assertEquals(Optional.of("read"), nameAt(0x1000));
    }

    @Test
    void nameAt_aliasWithoutSize_isTheOneWithSize() {
        add(0x1000, 0, true, "label");
        add(0x1000, 0x10, false, "function");

        assertEquals(Optional.of("function"), nameAt(0x1000));
    }

    @Test
    void nameAt_addressesAtBothEnds_areKept() {
        add(0xffffffff81000000L, 0, true, "kernel");
        add(0xffffffffc0000000L, 0, true, "module");

        assertEquals(Optional.of("kernel"), nameAt(0xffffffff81000010L));
        assertEquals(Optional.of("module"), nameAt(0xffffffffc0000010L));
    }

    @Test
    void size_moreFunctionsThanThereIsRoomFor_isBounded() {
        int name = builder.addNames("f".getBytes());
        for (int i = 0; i < 3_000_000; i++) {
            builder.add(i, 1, true, name);
        }

        assertEquals(1 << 21, builder.build().size());
    }
}
