package io.finelame.record.symbol;

import io.finelame.recording.StackFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class KernelSymbolsTest {
    @TempDir
    private Path directory;

    private StackFrame frame(String kallsyms, long address) throws Exception {
        return new Symbolizer(Files.writeString(directory.resolve("kallsyms"), kallsyms)).kernel(address, false);
    }

    @Test
    void kernel_functionOfTheKernel_isNamed() throws Exception {
        assertEquals(new StackFrame("do_syscall_64", "kernel", StackFrame.Kind.KERNEL),
                frame("""
                      ffffffff81000000 T _stext
                      ffffffff81000100 t do_syscall_64
                      ffffffff81000200 D data
                      """, 0xffffffff81000150L));
    }

    @Test
    void kernel_functionOfAModule_hasItsName() throws Exception {
        assertEquals(new StackFrame("nf_hook", "nf_tables", StackFrame.Kind.KERNEL),
                frame("ffffffffc0000100 t nf_hook\t[nf_tables]\n", 0xffffffffc0000110L));
    }

    @Test
    void kernel_eBPFProgram_isBpf() throws Exception {
        assertEquals(new StackFrame("bpf_prog_6deef7357e7b4530_count", "bpf", StackFrame.Kind.KERNEL),
                frame("ffffffffc0000100 t bpf_prog_6deef7357e7b4530_count\t[bpf]\n", 0xffffffffc0000110L));
    }

    @Test
    void kernel_addressesThatAreHidden_isUnknown() throws Exception {
        assertEquals(new StackFrame("[kernel]", "kernel", StackFrame.Kind.UNKNOWN),
                frame("0000000000000000 T do_syscall_64\n", 0xffffffff81000150L));
    }

    @Test
    void kernel_noFile_isUnknown() {
        assertEquals(StackFrame.Kind.UNKNOWN,
                new Symbolizer(directory.resolve("none")).kernel(0xffffffff81000150L, false).kind());
    }

    @Test
    void kernel_damagedLines_areSkipped() throws Exception {
        assertEquals("good",
                frame("\nffff\nffffffff81000000 T\nffffffffzz000000 T bad\nffffffff81000000 T good",
                        0xffffffff81000000L)
                        .function());
    }

    @Test
    void kernel_symbolOfThisKernel_isFound() throws Exception {
        Program.requireRoot();
        List<String> line = Files.readAllLines(Path.of("/proc/kallsyms")).stream().map(text -> text.split("\\s"))
                .filter(fields -> fields[2].equals("ksys_read")).findFirst().map(List::of).orElse(List.of());
        Assumptions.assumeFalse(line.isEmpty() || line.getFirst().startsWith("00000000"),
                "the kernel hides its addresses");

        assertEquals(new StackFrame("ksys_read", "kernel", StackFrame.Kind.KERNEL),
                new Symbolizer().kernel(Long.parseUnsignedLong(line.getFirst(), 16) + 1, true));
    }
}
