package io.finelame.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.analyze.paper.PaperTable;
import io.finelame.analyze.paper.PaperTables;
import io.finelame.analyze.paper.TableFormat;
import io.finelame.run.DemoRun;
import io.finelame.run.SweepRuns;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AnalyzeCommandTest {

    private static final String DEMO = DemoRun.ORIGINAL.toString();
    private static final String LABELS = DemoRun.ORIGINAL.resolve("labels.csv").toString();

    @TempDir
    Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void execute_labelledRun_summarisesItAndWritesTheReport() {
        assertEquals(0, execute(DEMO, "--labels", LABELS));
        assertTrue(lines().containsAll(List.of(
                "  requests             33 of 900 (3.67 %)",
                "  unlabelled           25 requests, left out of these rates",
                "  attack           29            4",
                "  legitimate        4          838",
                "  regex               12       12  100.0 %      22.0 %   64.0 %         475 ms       1.37 s",
                "  idle-clients         4        0    0.0 %           –        –              –            –")),
                out.toString());
        assertTrue(Files.exists(report()));
        assertEquals("", err.toString());
    }

    @Test
    void execute_withoutLabels_claimsNothingAboutTheTruth() {
        assertEquals(0, execute(DEMO));
        assertTrue(out.toString().contains("33 of 900"));
        assertFalse(out.toString().contains("recall"));
        assertFalse(out.toString().contains("Confusion"));
    }

    @Test
    void execute_recordingWithStacks_listsTheHottestFunctionsOfFlaggedRequests() throws IOException {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("stacks"))).withStacks();

        assertEquals(0, execute(demo.directory().toString(), "--labels", LABELS));
        assertTrue(lines().containsAll(List.of(
                "Hottest functions (self samples: 569 of flagged requests, 595 of legitimate requests)",
                "  v8::internal::(anonymous namespace)::RawMatch<unsigned char>  native            342   60.1 %       0.0 %",
                "  RegExp:^([a-zA-Z]+)*$                                         JIT-compiled      135   23.7 %       0.0 %")),
                out.toString());
        assertTrue(lines().stream().anyMatch(line -> line.matches(
                " *[0-9,]+ samples of all requests, [0-9.]+ % of them of no request; [0-9,]+ dropped")),
                out.toString());
    }

    @Test
    void execute_requestsSetAside_saysSoAndWhatEachClusterAccepts() throws IOException {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("aside"))).withSetAside();

        assertEquals(0, execute(demo.directory().toString()));
        assertTrue(lines().containsAll(List.of(
                "  requests             1,203: 300 train, 3 filtered out, 2 set aside, 900 test, 0 ignored",
                "  set aside            2 of the train time, too few and too far from the others: set_aside_demo.csv lists"
                        + " them",
                "  accepted up to  typical  cluster 0  cluster 1  cluster 2",
                "  REQ_CPUTIME     2.60 ms    4.60 ms    21.0 ms     110 ms",
                "  REQ_TCP_SENT    2.70 kB        any     195 kB    1.40 MB")), out.toString());
    }

    @Test
    void execute_recordingOfTwoProcesses_saysWhatEachUsed() throws IOException {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("two"))).throughTwoProcesses();

        assertEquals(0, execute(demo.directory().toString()));
        assertTrue(lines().containsAll(List.of("  gunicorn (python3.11)       900    2.70 s  75.0 %",
                "  nginx                       900    900 ms  25.0 %")), out.toString());
    }

    @Test
    void execute_sumsByPeer_showsThoseWithMostCpuTimeAndMostRequests() throws IOException {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("peers"))).withPeers();

        assertEquals(0, execute(demo.directory().toString(), "--labels", LABELS));
        assertTrue(lines().containsAll(List.of(
                "  peer          label       requests  at once  connections  CPU time   share  flagged",
                "  203.0.113.7   big-upload         1        1            1    6.00 s  65.1 %        1",
                "  192.0.2.4     legitimate         9        2            3    3.00 s  32.6 %        0",
                "  10.0.0.20     –                  1        1            –   20.0 ms   0.2 %        0",
                "  198.51.100.9  –                 18        1            1    500 µs   0.0 %        0",
                "  … and 12 more: peers_demo.csv lists them")), out.toString());
    }

    @Test
    void execute_runOfAnEarlierVersion_saysNothingOfPeers() {
        assertEquals(0, execute(DEMO));
        assertFalse(out.toString().contains("By peer"), out.toString());
    }

    @Test
    void execute_recordingThatCountedCpuTime_saysWhatWasCharged() throws IOException {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("counted")))
                .withCpuTime(20_000_000_000L, 17_000_000_000L);

        assertEquals(0, execute(demo.directory().toString()));
        assertTrue(lines().contains("  CPU time             20.00 s used by the server, 17.00 s charged to requests,"
                + " 3.00 s (15.0 %) unattributed"), out.toString());
    }

    @Test
    void execute_recordingOfAnEarlierVersion_saysNothingOfCpuTimeAndProcesses() {
        assertEquals(0, execute(DEMO));
        assertFalse(out.toString().contains("unattributed"), out.toString());
        assertFalse(out.toString().contains("by process"), out.toString());
    }

    @Test
    void execute_severalRuns_comparesThemSideBySide() {
        assertEquals(0, execute(DEMO, DEMO, "--labels", LABELS));
        assertEquals(2, lines().stream().filter(line -> line.matches(
                "  demo( 2)? +– +3 +l1 +sigma:3 +15.0 s +900 +33 +87.9 % +0.48 % +0.879 +17.3 %")).count(),
                out.toString());
    }

    @Test
    void execute_tables_haveTheSummarysFiguresAsAPaperWantsThem() throws IOException {
        Path latex = directory.resolve("tables.tex");
        Path json = directory.resolve("tables.json");
        assertEquals(0, execute(DEMO, "--labels", LABELS, "--latex", latex.toString(), "--json", json.toString(),
                "--markdown", "-"));

        assertTrue(Files.readString(latex).contains("demo & 3 & l1 & sigma:3 & 15.0 s & 900 & 33 & 87.88 \\% &"),
                Files.readString(latex));
        assertTrue(out.toString().startsWith("What each model caught.\n\n| Run | k |"), out.toString());
        JsonNode run = new JsonMapper().readTree(json.toFile()).get("runs").get(0);
        assertEquals(29.0 / 33, run.get("recall").asDouble());
        assertEquals(15.0, run.get("train_time_s").asDouble());
    }

    @Test
    void latex_featuresOfASweep_leaveOutThePrefixThatTheyShare() throws IOException {
        PaperTables tables = new PaperTables();
        tables.add(SweepRuns.read(Path.of("../run/src/test/resources/sweep")));

        String text = TableFormat.LATEX.write(tables.tables());
        assertTrue(text.contains("& CPUTIME, MEM\\_MALLOC, PGFLT, IDLE\\_TIME, TCP\\_SENT, TCP\\_RCVD &"), text);
        assertTrue(TableFormat.JSON.write(tables.tables()).contains("REQ_CPUTIME REQ_MEM_MALLOC"));
    }

    @Test
    void latex_textWithItsSpecialCharacters_isEscaped() throws IOException {
        PaperTable table = new PaperTable("t", "T.",
                List.of(new PaperTable.Column("A_B", "a", PaperTable.Kind.TEXT)), List.of(List.of("50 % & {x}\\")));

        String text = TableFormat.LATEX.write(List.of(table));
        assertTrue(text.contains("A\\_B \\\\") && text.contains("50 \\% \\& \\{x\\}\\textbackslash{}"), text);
    }

    @Test
    void execute_badInput_isOneLineAndLeavesNoReport() throws IOException {
        Path spoilt = Files.createDirectory(directory.resolve("run"));
        DemoRun.copyTo(spoilt).edit("model.json", "\"format\": 1", "\"format\": 9");
        assertEquals(2, execute(DEMO, spoilt.toString()));
        assertEquals("finelame: " + spoilt.resolve("model.json")
                + ": format is 9; this version reads format 1" + System.lineSeparator(), err.toString());
        assertFalse(Files.exists(report()));
    }

    @Test
    void execute_badInputOverAnOldReport_keepsTheOldOne() throws IOException {
        Files.writeString(report(), "old");
        assertEquals(2, execute(directory.resolve("nowhere").toString()));
        assertEquals("old", Files.readString(report()));
    }

    @Test
    void execute_reportWritten_leavesNothingBesideIt() throws IOException {
        assertEquals(0, execute(DEMO));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(report()), files.toList());
        }
    }

    @Test
    void execute_outInAMissingDirectory_isWrongUsage() {
        assertEquals(2, execute(DEMO, "--out", directory.resolve("missing/report.html").toString()));
        assertTrue(err.toString().contains("its directory does not exist"), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void execute_debug_showsWhere() {
        assertEquals(2, execute(directory.toString(), "--debug"));
        assertTrue(err.toString().contains("at io.finelame.analyze."), err.toString());
    }

    @Test
    void execute_noRun_isWrongUsage() {
        assertEquals(2, execute());
        assertEquals("finelame: missing required parameter: 'RUN' ('finelame analyze --help' explains)",
                err.toString().strip());
    }

    @Test
    void execute_hostWithEscapeSequences_isRefused() throws IOException {
        Path run = Files.createDirectory(directory.resolve("run"));
        DemoRun.copyTo(run).edit("run.json", "web1", "\\u001b[2Jweb1");
        assertEquals(2, execute(run.toString()));
        assertEquals("finelame: " + run.resolve("run.json")
                + ": recordings.[0]: host has a control character: expected text", err.toString().strip());
    }

    private int execute(String... arguments) {
        CommandLine line = AnalyzeCommand.commandLine().setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        boolean placed = List.of(arguments).contains("--out");
        return line.execute(Stream.concat(Stream.of(arguments),
                placed ? Stream.empty() : Stream.of("--out", report().toString())).toArray(String[]::new));
    }

    private Path report() {
        return directory.resolve("report.html");
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }
}
