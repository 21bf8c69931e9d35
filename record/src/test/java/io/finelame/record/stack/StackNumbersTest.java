package io.finelame.record.stack;

import io.finelame.bpf.finelame.StackRecord;
import io.finelame.record.symbol.Symbolizer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StackNumbersTest {
    private static final int PID = (int) ProcessHandle.current().pid();
    /** A perf map is read again after 250 ms, or later if reading took long. */
    private static final long LONGEST_MS = 20_000;
    private static final long STEP_MS = 50;

    @ParameterizedTest
    @CsvSource({"asm_sysvec_apic_timer_interrupt, true", "asm_sysvec_reschedule_ipi, true",
            "asm_common_interrupt, true",
            "el0t_64_irq_handler, true", "entry_SYSCALL_64_after_hwframe, false", "asm_exc_page_fault, false",
            "el0t_64_sync_handler, false", "[unknown], false"})
    void isInterrupt_entryOfTheKernel_isNoCallOfTheProgram(String entry, boolean interrupt) {
        assertEquals(interrupt, StackNumbers.isInterrupt(entry));
    }

    @Test
    void frame_codeThatIsNamedLater_hasTheNameThen() throws Exception {
        StackNumbers numbers = new StackNumbers(new Symbolizer(), 127);
        Path map = Path.of("/tmp/perf-" + PID + ".map");
        int leaf = numbers
                .number(new StackRecord.Sample(1, 17, 0, PID, PID, true, new long[]{0x1008}, new long[0]), PID)
                .leaf();
        assertEquals("[unknown]", numbers.frame(leaf).function());

        try {
            Files.writeString(map, "1000 10 RegExp:^(a+)+$\n");
            assertEquals("RegExp:^(a+)+$", nameWithin(LONGEST_MS, numbers, leaf));
        } finally {
            Files.deleteIfExists(map);
        }
    }

    private static String nameWithin(long ms, StackNumbers numbers, int frame) throws InterruptedException {
        for (long waited = 0; waited < ms && numbers.frame(frame).function().startsWith("["); waited += STEP_MS) {
            Thread.sleep(STEP_MS);
        }
        return numbers.frame(frame).function();
    }
}
