package io.finelame.dist;

import io.finelame.cli.file.InputFile;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.recording.ForgedRecording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Text of strangers in every place that takes any, through every output: nothing acts on it. */
@Tag("slow")
class PoisonedTextTest {
    private static final String SCRIPT = "<script>alert(1)</script>";
    private static final String LATEX = "\\input{x}$_&%#";
    /** What JSON holds it as: no name may have a control character, but a path may. */
    private static final String NAME = "=cmd()|" + SCRIPT + "'\\\"" + LATEX.replace("\\", "\\\\");
    private static final String PATH = NAME + "\\u001b[2J\\u009b31m\\u202e";
    private static final String LABEL = "=cmd()|" + SCRIPT + "'" + LATEX + "\u001b[2J";
    private static final String FEATURE = "REQ_" + SCRIPT;

    @TempDir
    private Path directory;

    private String recording;
    private String run;
    private String labels;

    @BeforeEach
    void poison() throws Exception {
        Path original = Path.of("../datasets/threadpool");
        // A directory's name is shown, too.
        recording = Files.createDirectory(directory.resolve("=cmd()<script>|$_&")).toString();
        Path file = InputFile.ofRecording(original.resolve("recording")).getFirst();
        Files.write(Path.of(recording).resolve(file.getFileName()),
                ForgedRecording.withHeader(Files.readAllBytes(file), PoisonedTextTest::poisoned));
        run = directory.resolve("run").toString();
        labels = Files.writeString(directory.resolve("labels.csv"),
                Files.readString(original.resolve("labels.csv")).replace("xml_bomb",
                        "\"" + LABEL + "\""))
                .toString();
        String output = outcome("replay", recording, "--out", run).out();
        InertText.require("replay", output);
    }

    private static String poisoned(String header) {
        return replaced(
                replaced(replaced(replaced(header, "host", NAME), "configurationName", PATH), "attachedAs", PATH),
                "note", PATH).replace("\"name\":\"REQ_PGFLT\"", "\"name\":\"" + FEATURE + "\"");
    }

    private static String replaced(String header, String key, String value) {
        int at = header.indexOf("\"" + key + "\":\"");
        assertTrue(at >= 0, key);
        int from = at + key.length() + 4;
        return header.substring(0, from) + value + header.substring(header.indexOf('"', from));
    }

    private static CommandOutcome outcome(String... command) {
        CommandOutcome outcome = HostileInputTest.outcome(List.of(command));
        assertEquals(0, outcome.exitCode(), outcome.toString());
        InertText.require(command[0], outcome.err());
        return outcome;
    }

    @Test
    void inspect_poisonedRecording_printsInertText() throws Exception {
        String text = outcome("inspect", recording).out();
        assertTrue(text.contains(SCRIPT), text);
        InertText.require("text", text);
        String json = outcome("inspect", "--json", recording).out();
        assertTrue(json.contains("\\u001B[2J"), json);
        InertText.require("json", json);
        for (String kind : List.of("--csv", "--peers")) {
            InertText.require(kind, outcome("inspect", kind, recording).out());
        }
        InertText.requireNoFormula("--csv", outcome("inspect", "--csv", recording).out());
        InertText.require("top", outcome("top", "--once", "--attach", recording).out());
    }

    @Test
    void analyze_poisonedRun_writesInertFiles() throws Exception {
        Path out = directory.resolve("out");
        Files.createDirectory(out);
        String terminal = outcome("analyze", run, "--labels", labels, "--out", out.resolve("report.html").toString(),
                "--latex", out.resolve("t.tex").toString(), "--markdown", out.resolve("t.md").toString(), "--json",
                out.resolve("t.json").toString(), "--figures", out.resolve("figures").toString()).out();
        InertText.require("terminal", terminal);
        assertTrue(terminal.contains("=cmd()"), terminal);
        InertText.requireFiles(out, SCRIPT);
        String latex = Files.readString(out.resolve("t.tex"));
        assertFalse(latex.contains("\\input"), latex);
        assertFalse(latex.matches("(?s).*[^\\\\][$_#%&]+script.*"), latex);
        assertTrue(latex.contains("\\textbackslash{}input"), latex);
    }

    @Test
    void sweep_poisonedRecording_writesInertFiles() throws Exception {
        Path sweep = Files.writeString(directory.resolve("sweep.yml"), "k: 2..3\nsilhouette: false\n");
        Path swept = directory.resolve("swept");
        InertText.require("sweep",
                outcome("replay", "--sweep", sweep.toString(), recording, "--labels", labels, "--out",
                        swept.toString()).out());
        Path out = Files.createDirectory(directory.resolve("out"));
        InertText.require("terminal",
                outcome("analyze", swept.toString(), "--out", out.resolve("report.html").toString(),
                        "--leaderboard", out.resolve("l.md").toString()).out());
        InertText.requireFiles(out, SCRIPT);
        InertText.requireNoFormula("runs.csv", Files.readString(swept.resolve("runs.csv")));
    }
}
