package io.finelame.record.stack;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StackNumbersTest {
    @ParameterizedTest
    @CsvSource({"asm_sysvec_apic_timer_interrupt, true", "asm_sysvec_reschedule_ipi, true",
            "asm_common_interrupt, true",
            "el0t_64_irq_handler, true", "entry_SYSCALL_64_after_hwframe, false", "asm_exc_page_fault, false",
            "el0t_64_sync_handler, false", "[unknown], false"})
    void isInterrupt_entryOfTheKernel_isNoCallOfTheProgram(String entry, boolean interrupt) {
        assertEquals(interrupt, StackNumbers.isInterrupt(entry));
    }
}
