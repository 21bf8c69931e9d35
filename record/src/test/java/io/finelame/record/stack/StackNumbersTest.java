package io.finelame.record.stack;

import io.finelame.bpf.finelame.StackLog;
import io.finelame.bpf.finelame.StackRecord;
import io.finelame.record.symbol.Symbolizer;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import io.finelame.recording.RecordingWriter;
import io.finelame.recording.StackFrame;
import io.finelame.recording.StackNames;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/** Stacks of this process: their addresses are those of libc's functions. */
class StackNumbersTest {
    private static final int PID = (int) ProcessHandle.current().pid();
    /** A perf map is read again after 250 ms, or later if reading took long. */
    private static final long LONGEST_MS = 20_000;
    private static final long STEP_MS = 50;
    private static final Layout LAYOUT = new Layout(16,
            List.of(new Layout.Field("first_ts", 0, 8), new Layout.Field("cputime", 8, 8)));

    @TempDir
    private Path temporary;

    private final StackNumbers numbers = new StackNumbers(new Symbolizer(), StackLog.DEEPEST);

    private static long address(String function) {
        return Linker.nativeLinker().defaultLookup().find(function).orElseThrow().address();
    }

    private StackNumbers.Numbered number(long... user) {
        return numbers.number(new StackRecord.Sample(1, 2, 0, PID, PID, false, user, new long[0]), PID);
    }

    /** The functions of a stack, as a reader of the recording has them. */
    private List<String> written(int stack) throws Exception {
        Path directory = temporary.resolve("recording");
        try (RecordingWriter writer = RecordingWriter.create(directory)) {
            writer.writeHeader(new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                    new RecordingHeader.ClockPair(1000, 2000), "fl_cfg.yml", "applications: []", 20, 100, "snapshots",
                    List.of(), List.of(new RecordingHeader.Feature("REQ_CPUTIME", "cputime")), List.of(), LAYOUT,
                    LAYOUT, LAYOUT));
            numbers.write(writer);
        }
        StackNames names = new StackNames();
        try (RecordingReader reader = RecordingReader.open(directory)) {
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Stacks stacks) {
                    names.note(stacks);
                }
            }
        }
        return names.stack(stack).stream().map(StackFrame::function).toList();
    }

    @Test
    void number_twoAddressesOfOneFunction_areOneStack() {
        long malloc = address("malloc");
        long free = address("free");

        assertEquals(number(malloc, free + 1).stack(), number(malloc + 1, free + 1).stack());
        assertNotEquals(number(malloc, free + 1).stack(), number(free, malloc + 1).stack());
    }

    @Test
    void number_addressesFromTheLeafOn_areWrittenFromTheRootOn() throws Exception {
        int stack = number(address("malloc"), address("free") + 1).stack();

        assertEquals(List.of("free", "malloc"), written(stack));
    }

    @Test
    void number_oneFrame_saysThatItWasNotUnwound() throws Exception {
        assertEquals(List.of("[not unwound]", "malloc"), written(number(address("malloc")).stack()));
    }

    @Test
    void number_asManyFramesAsTheKernelUnwinds_saysThatOthersAreMissing() throws Exception {
        long[] deep = new long[StackLog.DEEPEST];
        Arrays.fill(deep, address("free") + 1);

        List<String> functions = written(number(deep).stack());

        assertEquals("[truncated]", functions.getFirst());
        assertEquals(1 + StackLog.DEEPEST, functions.size());
    }

    @Test
    void number_noUserStack_saysSo() throws Exception {
        assertEquals(List.of("[no user stack]"), written(number().stack()));
    }

    @Test
    void leaf_ofADetectionInTheKernel_isTheFunctionOfUserSpace() {
        long[] user = {address("malloc"), address("free") + 1};
        StackNumbers.Numbered detected = numbers
                .number(new StackRecord.Sample(1, 2, 0, PID, PID, true, user, new long[]{0x1000}), PID);

        assertEquals("malloc", numbers.frame(detected.leaf()).function());
    }

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
