package io.finelame.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import io.finelame.run.DemoRun;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The report's flame graphs in a headless Chromium, by keyboard and mouse; skipped where there is none. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class FlameGraphInBrowserTest {

    private static final Path DRIVER = Path.of("src/test/resources/browser/flame.html");

    @TempDir
    static Path directory;
    private static JsonNode page;

    @BeforeAll
    static void openTheReport() throws Exception {
        Browser browser = Browser.find(directory);
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("run"))).withStacks();
        Path report = directory.resolve("report.html");
        assertEquals(0, AnalyzeCommand.commandLine().setOut(new PrintWriter(Writer.nullWriter())).execute("--labels",
                demo.file("labels.csv").toString(), "--out", report.toString(), demo.directory().toString()));
        page = browser.open(DRIVER, report);
        assertEquals(0, page.get("errors").asInt(), page.get("failures").toString());
    }

    private static String text(String... path) {
        JsonNode node = page;
        for (String field : path) {
            node = node.get(field);
        }
        return node.asText().replace('\u00a0', ' ');
    }

    @Test
    void choices_labelledRun_areGroupsAndPairs() {
        assertEquals("attacks, flagged requests, legitimate requests, flagged requests against legitimate requests,"
                + " attacks against legitimate requests",
                String.join(", ", IntStream.range(0, 5).mapToObj(i -> page.get("choices").get(i).asText()).toList()));
    }

    @Test
    void arrowKeys_fromTheRoot_goAlongTheStack() {
        assertTrue(page.get("focused").asBoolean());
        assertEquals("all: 544 samples, 5.44 s of CPU time, 100.0 %", text("start", "name"));
        assertEquals("node::Start (native): 540 samples, 5.4 s of CPU time, 99.3 %", text("up", "name"));
        assertEquals(4, page.get("up").get("level").asInt());
        assertEquals("true", text("up", "selected"));
        assertTrue(text("back", "name").startsWith("__libc_start_call_main"), text("back", "name"));
        assertTrue(page.get("beside").get(0).get("name").asText().startsWith("_int_free"));
        assertTrue(page.get("beside").get(1).get("name").asText().startsWith("node::Start"));
    }

    @Test
    void enterAndEscape_onAFunction_zoomInAndOut() {
        assertEquals("100%", text("zoomed", "width"));
        assertTrue(page.get("drawnZoomed").asInt() < page.get("drawn").asInt());
        assertEquals("99.265%", text("out", "width"));
        assertTrue(text("out", "name").startsWith("node::Start"), text("out", "name"));
        assertEquals(page.get("drawn"), page.get("drawnAgain"));
    }

    @Test
    void search_textOrExpression_marksAndSaysTheMatchedShare() {
        assertEquals("matched: 75.2 %", text("search", "found"));
        assertEquals(6, page.get("search").get("marked").asInt());
        assertEquals("matched: 25.0 %", text("expression", "found"));
        assertEquals("not a regular expression", text("wrong", "found"));
        assertEquals("", text("nothing", "found"));
    }

    @Test
    void table_ofTheFunctions_beginsWithTheHottest() {
        assertEquals("v8::internal::(anonymous namespace)::RawMatch<unsigned char>native62.9 %65.3 %", text("hottest"));
    }

    @Test
    void click_onAFunctionOfAComparison_zoomsAndSaysBothShares() {
        assertEquals("only flagged requests3 times the sharesame sharea third of itonly legitimate requests",
                text("legend"));
        assertEquals(
                "JS:~checkName redos.js:3:19 (JIT-compiled): flagged requests 500 samples, 5 s of CPU time,"
                        + " 87.9 %; legitimate requests 0 samples, 0 ns of CPU time, 0.0 %",
                text("clicked"));
        assertEquals("100%", text("widthClicked"));
    }

    @Test
    void lifeOfARequest_withStacks_hasItsFlameGraph() {
        assertEquals(2, page.get("graphs").asInt());
        assertEquals("all: 54 samples, 540 ms of CPU time, 100.0 %", text("request"));
        assertTrue(text("note").contains("54 samples of 10 ms of CPU time each, of request 668."), text("note"));
    }
}
