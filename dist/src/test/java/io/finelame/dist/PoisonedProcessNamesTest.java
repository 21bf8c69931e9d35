package io.finelame.dist;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.record.NodeServer;
import io.finelame.record.PythonServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Programs whose names command a terminal, a page, a table or a spreadsheet, as they are really recorded. */
@KernelTest
@Tag("slow")
class PoisonedProcessNamesTest {
    private static final String MARKUP = "<script>x";
    private static final List<String> NAMES = List.of(MARKUP + "\u001b[2J", "=cmd()|\n\u202eb");
    private static final int TRAIN_S = 2;
    private static final int VISITS = 20;

    @TempDir
    private Path directory;

    private String recording;

    @BeforeEach
    void record() throws Exception {
        recording = directory.resolve("life").toString();
        try (PythonServer one = start(NAMES.getFirst()); PythonServer other = start(NAMES.getLast())) {
            NodeServer.Command recorder = one
                    .record("--pid", one.pid() + "," + other.pid(), "--train-time", Integer.toString(TRAIN_S))
                    .awaitLine("attached");
            visit(one, other);
            Thread.sleep(1000 * TRAIN_S);
            visit(one, other);
            recorder.end();
        }
    }

    private PythonServer start(String name) throws Exception {
        Path program = Files.copy(Path.of("/bin/sh").toRealPath(), directory.resolve(name));
        return PythonServer.start(directory, "starts_program_for_each_connection", program.toString())
                .awaitListening();
    }

    private static void visit(PythonServer... servers) throws Exception {
        for (PythonServer server : servers) {
            server.visit(VISITS);
        }
    }

    private static String outcome(String... command) {
        CommandOutcome outcome = HostileInputTest.outcome(List.of(command));
        assertEquals(0, outcome.exitCode(), outcome.toString());
        InertText.require(command[0], outcome.err());
        InertText.require(String.join(" ", command), outcome.out());
        return outcome.out();
    }

    @Test
    void commands_poisonedProcessNames_showInertText() throws Exception {
        String summary = outcome("inspect", recording);
        assertTrue(summary.contains(MARKUP) && summary.contains("=cmd()|??b"), summary);
        outcome("inspect", "--json", recording);
        String shares = outcome("inspect", "--csv", "--processes", recording);
        assertTrue(shares.contains("'=cmd()|??b"), shares);
        InertText.requireNoFormula("--processes", shares);
        outcome("top", "--once", "--attach", recording);
        String run = directory.resolve("run").toString();
        outcome("replay", recording, "--k", "1", "--out", run);
        Path out = Files.createDirectory(directory.resolve("out"));
        String analyzed = outcome("analyze", run, "--out", out.resolve("report.html").toString(), "--latex",
                out.resolve("t.tex").toString(), "--markdown", out.resolve("t.md").toString(), "--json",
                out.resolve("t.json").toString(), "--figures", out.resolve("figures").toString());
        assertTrue(analyzed.contains(MARKUP) && analyzed.contains("=cmd()|??b"), analyzed);
        InertText.requireFiles(Path.of(run), MARKUP);
        InertText.requireFiles(out, MARKUP);
    }
}
