package io.finelame.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import io.finelame.run.DemoRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The report in a headless Chromium, which uses every control; skipped where there is none. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class ReportInBrowserTest {

    private static final Path DRIVER = Path.of("src/test/resources/browser/driver.html");

    @TempDir
    Path directory;
    private Browser browser;

    @BeforeEach
    void findChromium() {
        browser = Browser.find(directory);
    }

    @Test
    void open_labelledRun_showsTheFiguresThatMatterFirst() throws Exception {
        JsonNode page = open(report(DemoRun.ORIGINAL.resolve("labels.csv"), DemoRun.ORIGINAL));
        assertEquals("Finelame: demo", page.get("title").asText());
        JsonNode figures = page.get("figures");
        assertEquals("900", figures.get("test requests").asText());
        assertEquals("33", figures.get("attack requests").asText());
        assertEquals("87.9\u00a0%", figures.get("recall").asText());
        assertEquals("0.48\u00a0%", figures.get("false-positive rate").asText());
        assertEquals("17.3\u00a0%", figures.get("CPU share when flagged").asText());
        assertTrue(page.get("found").asInt() > 0);
        assertWorks(page);
    }

    @Test
    void click_aFlaggedPoint_opensTheLifeOfItsRequest() throws Exception {
        JsonNode page = open(report(DemoRun.ORIGINAL.resolve("labels.csv"), DemoRun.ORIGINAL));
        assertEquals("613 · big-upload · 203.0.113.7", page.get("opened").asText());
    }

    @Test
    void open_withoutLabels_everyViewWorks() throws Exception {
        JsonNode page = open(report(null, DemoRun.ORIGINAL));
        assertEquals("33", page.get("figures").get("flagged").asText());
        assertFalse(page.get("figures").has("recall"));
        assertWorks(page);
    }

    @Test
    void open_severalRuns_everyTabWorks() throws Exception {
        Path loose = Files.createDirectory(directory.resolve("loose"));
        SampleRun.write(loose, "loose", 400, 20, 8, 3);
        JsonNode page = open(report(DemoRun.ORIGINAL.resolve("labels.csv"), DemoRun.ORIGINAL, loose));
        assertEquals("2 runs compared", page.get("headings").get(0).asText());
        assertWorks(page);
    }

    @Test
    void open_hostileNames_areShownAsText() throws Exception {
        String attack = "</script><img src=x onerror=alert(1)>";
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("hostile"))).withStacks();
        demo.editAll("stacks_demo.csv", "uv_run", "uv_<img src=x onerror=alert(1)>");
        demo.editAll("labels.csv", "regex", attack);
        demo.editAll("run.json", "web1", "<b><b>web1</b></b>");
        for (String name : List.of("train_demo.csv", "test_demo.csv", "series_demo.csv", "model.json")) {
            demo.editAll(name, "REQ_PGFLT", "REQ_<img src=x>");
        }
        JsonNode page = open(report(demo.file("labels.csv"), demo.directory()));
        assertEquals(0, page.get("foreign").asInt());
        assertTrue(page.get("text").asText().contains(attack));
        assertTrue(page.get("text").asText().contains("REQ_<img src=x>"));
        assertTrue(page.get("text").asText().contains("uv_<img src=x onerror=alert(1)>"));
        assertWorks(page);
    }

    @Test
    void open_recordingOfTwoProcesses_showsWhatEachUsedAndWhatWasNotCharged() throws Exception {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("two"))).throughTwoProcesses()
                .withCpuTime(20_000_000_000L, 17_000_000_000L);
        JsonNode page = open(report(demo.file("labels.csv"), demo.directory()));
        assertEquals("85.0\u00a0%", page.get("figures").get("CPU time charged").asText());
        assertTrue(page.get("headings").toString().contains("Processes"), page.get("headings").toString());
        String text = page.get("text").asText().replace('\u00a0', ' ');
        assertTrue(text.contains("3.00 s (15.0 %) unattributed"));
        assertTrue(text.contains("CPU time by process: gunicorn (python3.11) 3 ms (75.0 %), nginx 1 ms (25.0 %)."));
        assertWorks(page);
    }

    @Test
    void open_sumsByPeer_showsThem() throws Exception {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("peers"))).withPeers();
        JsonNode page = open(report(demo.file("labels.csv"), demo.directory()));
        assertTrue(page.get("headings").toString().contains("\"Peers\""), page.get("headings").toString());
        String text = page.get("text").asText().replace('\u00a0', ' ');
        assertTrue(text.contains("203.0.113.7big-upload1116 s65.1 %1"), text);
        assertTrue(text.contains("The run directory lists 12 more."), text);
        assertWorks(page);
    }

    @Test
    void open_recordingWithStacks_everyViewWorks() throws Exception {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("stacks"))).withStacks();
        JsonNode page = open(report(demo.file("labels.csv"), demo.directory()));
        assertTrue(page.get("headings").toString().contains("\"In which code\""), page.get("headings").toString());
        assertWorks(page);
    }

    @Test
    void open_requestsSetAside_listsThemAndWhatEachClusterAccepts() throws Exception {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("aside"))).withSetAside();
        JsonNode page = open(report(demo.file("labels.csv"), demo.directory()));
        String text = page.get("text").asText().replace('\u00a0', ' ');
        assertTrue(text.contains("2 requests of the train time set aside"), text);
        assertTrue(text.contains("cluster 01664.6 ms150 kB8any"), text);
        assertTrue(text.contains("typical request (median)2.6 ms55 kB42.7 kB"), text);
        assertWorks(page);
    }

    @Test
    void open_limitsOfFeatures_everyViewWorksWithoutCentroids() throws Exception {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("limits"))).withLimits();
        JsonNode page = open(report(demo.file("labels.csv"), demo.directory()));
        String text = page.get("text").asText().replace('\u00a0', ' ');
        assertTrue(text.contains("every request30020 msanyanyany"), text);
        assertFalse(text.contains("Centroids in the features' own units"), text);
        assertWorks(page);
    }

    @Test
    void open_nothingFlagged_saysSo() throws Exception {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("quiet")));
        List<String> lines = Files.readAllLines(demo.file("scores_demo.csv"));
        Files.write(demo.file("scores_demo.csv"), lines.stream().map(line -> {
            String[] cells = line.split(",", 7);
            return cells[0].equals("req_id") ? line : cells[0] + "," + cells[1] + ",0,0," + cells[4] + ",0," + cells[6];
        }).toList());
        JsonNode page = open(report(null, demo.directory()));
        assertTrue(page.get("text").asText().contains("No request was flagged."));
        assertWorks(page);
    }

    @Test
    void open_aSweep_everyViewWorks() throws Exception {
        JsonNode page = open(report(null, Path.of("../run/src/test/resources/sweep")));
        assertEquals("Finelame: sweep", page.get("title").asText());
        assertTrue(page.get("headings").toString().contains("Choosing k"), page.get("headings").toString());
        assertWorks(page);
    }

    @Test
    void open_aRunAndASweep_showsBoth() throws Exception {
        JsonNode page = open(report(DemoRun.ORIGINAL.resolve("labels.csv"), DemoRun.ORIGINAL,
                Path.of("../run/src/test/resources/sweep")));
        assertEquals("Finelame: demo", page.get("title").asText());
        assertTrue(page.get("headings").toString().contains("k and features"), page.get("headings").toString());
        assertWorks(page);
    }

    @Test
    void open_darkScheme_everyViewIsDarkAndWorks() throws Exception {
        JsonNode page = open(report(DemoRun.ORIGINAL.resolve("labels.csv"), DemoRun.ORIGINAL, DemoRun.ORIGINAL,
                Path.of("../run/src/test/resources/sweep")), "--blink-settings=preferredColorScheme=0");
        assertEquals("rgb(22, 24, 27)", page.get("paper").asText());
        assertWorks(page);
    }

    private static void assertWorks(JsonNode page) {
        assertEquals(0, page.get("errors").asInt(), page.get("failures").toString());
        assertTrue(page.get("drawn").asInt() > 0);
        assertEquals(page.get("charts"), page.get("drawn"));
        assertEquals(0, page.get("nameless").asInt());
        assertEquals("[]", page.get("overflows").toString());
    }

    private Path report(Path labels, Path... runs) {
        Path report = directory.resolve("report.html");
        Stream<String> truth = labels == null ? Stream.empty() : Stream.of("--labels", labels.toString());
        Stream<String> arguments = Stream.of(truth, Stream.of("--out", report.toString()),
                Stream.of(runs).map(Path::toString)).flatMap(part -> part);
        int exit = AnalyzeCommand.commandLine().setOut(new PrintWriter(Writer.nullWriter()))
                .execute(arguments.toArray(String[]::new));
        assertEquals(0, exit);
        return report;
    }

    /** What the driver page found at the width of a screen and of a telephone. */
    private JsonNode open(Path report, String... flags) throws IOException, InterruptedException {
        return browser.open(DRIVER, report, flags);
    }
}
