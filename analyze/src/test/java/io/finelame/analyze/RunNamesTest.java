package io.finelame.analyze;

import io.finelame.run.DemoRun;
import io.finelame.run.RunNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class RunNamesTest {
    @TempDir
    private Path directory;

    private Path run(String name, String configuration) throws IOException {
        Path run = Files.createDirectories(directory.resolve(name));
        Files.writeString(run.resolve("run.json"), "{\"seed\": 42, \"configuration\": " + configuration + "}");
        return run;
    }

    @Test
    void of_directoriesOfDifferentNames_areThose() throws IOException {
        assertEquals(List.of("k3", "k5"), RunNames.of(List.of(run("k3", "{\"k\": 3}"), run("k5", "{\"k\": 5}"))));
    }

    @Test
    void of_sameNameOtherParameters_haveThoseThatDiffer() throws IOException {
        assertEquals(List.of("monday (k 3, features CPUTIME)", "monday (k 5, features CPUTIME PGFLT)", "tuesday"),
                RunNames.of(List.of(
                        run("a/monday", "{\"k\": 3, \"features\": [\"REQ_CPUTIME\"], \"threshold\": \"max\"}"),
                        run("b/monday",
                                "{\"k\": 5, \"features\": [\"REQ_CPUTIME\", \"REQ_PGFLT\"], \"threshold\": \"max\"}"),
                        run("b/tuesday", "{\"k\": 5}"))));
    }

    @Test
    void of_sameNameAndParameters_haveTheDirectoriesAbove() throws IOException {
        assertEquals(List.of("a/x/monday", "b/x/monday"),
                RunNames.of(List.of(run("a/x/monday", "{\"k\": 3}"), run("b/x/monday", "{\"k\": 3}"))));
    }

    @Test
    void of_someAlike_areAllToldApart() throws IOException {
        assertEquals(List.of("a/monday (k 3)", "b/monday (k 3)", "monday (k 5)"),
                RunNames.of(List.of(run("a/monday", "{\"k\": 3}"), run("b/monday", "{\"k\": 3}"),
                        run("c/monday", "{\"k\": 5}"))));
    }

    @Test
    void of_oneDirectoryTwice_isNumbered() throws IOException {
        Path run = run("monday", "{\"k\": 3}");
        assertEquals(List.of("monday", "monday 2"), RunNames.of(List.of(run, run)));
    }

    /** One recording's runs, as replay --out writes them. */
    @Test
    void analyze_runsOfOneRecording_haveTheSameNamesEverywhere() throws IOException {
        for (String name : List.of("first", "second")) {
            copy(DemoRun.ORIGINAL, directory.resolve(name));
        }
        StringWriter out = new StringWriter();
        assertEquals(0, AnalyzeCommand.commandLine().setOut(new PrintWriter(out)).execute(
                directory.resolve("first").toString(), directory.resolve("second").toString(), "--labels",
                "../run/src/test/resources/demo/labels.csv", "--out", directory.resolve("report.html").toString(),
                "--latex",
                directory.resolve("tables.tex").toString(), "--markdown", directory.resolve("tables.md").toString(),
                "--json", directory.resolve("tables.json").toString(), "--figures",
                directory.resolve("figures").toString()));
        String tables = out.toString().substring(out.toString().lastIndexOf("\nRuns\n"));
        for (String name : List.of("first", "second")) {
            assertTrue(Pattern.compile("(?m)^  " + name + " ").matcher(tables).find(), tables);
            assertTrue(Files.readString(directory.resolve("tables.tex")).contains("\n" + name + " & "));
            assertTrue(Files.readString(directory.resolve("tables.md")).contains("\n| " + name + " | "));
            assertTrue(Files.readString(directory.resolve("tables.json")).contains("\"run\" : \"" + name + "\""));
            assertTrue(Files.readString(directory.resolve("report.html")).contains("{\"name\":\"" + name + "\""));
            assertTrue(Files.exists(directory.resolve("figures/" + name + "-scores.svg")));
            assertTrue(Files.readString(directory.resolve("figures/comparison-roc.csv")).contains("\n" + name + ","));
            assertTrue(Files.readString(directory.resolve("figures/comparison-detection-time.csv"))
                    .contains("\n" + name + ","));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
