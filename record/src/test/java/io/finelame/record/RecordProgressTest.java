package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.testing.PseudoTerminal;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the real recorder shows while it runs, on a pseudo-terminal. */
@KernelTest
@Tag("slow")
class RecordProgressTest {
    private static final Pattern STATUS = Pattern.compile("\r\\d+:\\d\\d  \\d+ in flight  .* lost\u001b\\[K");

    @TempDir
    private Path directory;

    @Test
    void record_onTerminal_overwritesItsStatusWhileItRuns() throws Exception {
        Process terminal = PseudoTerminal.start(24, 120, PseudoTerminal.commandLine(RecordCommand.class, "--out",
                directory.toString(), "--duration", "1.5", "monday", "--", "sleep", "60"));
        String shown = new String(terminal.getInputStream().readAllBytes());

        assertEquals(0, terminal.waitFor(), shown);
        // The last one is shown when it ends.
        assertTrue(STATUS.matcher(shown).results().count() >= 2, shown);
    }
}
