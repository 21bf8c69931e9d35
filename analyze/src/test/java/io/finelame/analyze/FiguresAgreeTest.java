package io.finelame.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import io.finelame.analyze.PrintedPanel.Rule;
import io.finelame.analyze.PrintedPanel.Tick;
import io.finelame.run.DemoRun;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the report draws in Chromium is what {@code --figures} prints of the same run: the same ticks and labels, and each mark at the same
 * place of the plot area.
 */
@Tag("slow")
class FiguresAgreeTest {

    private static final Path DRIVER = Path.of("src/test/resources/browser/figures.html");
    /** Of the plot area: what the hundredths of a point of an SVG are rounded by. */
    private static final double NEAR = 1e-3;
    /** A pixel of the lowest chart: ECharts draws straight lines on whole ones. */
    private static final double PIXEL = 5e-3;

    @TempDir
    Path directory;

    @Test
    void report_ofALabelledRun_drawsWhatIsPrinted() throws Exception {
        JsonNode report = draw("--labels", DemoRun.ORIGINAL.resolve("labels.csv").toString(),
                DemoRun.ORIGINAL.toString());
        for (int feature = 0; feature < 6; feature++) {
            assertAgree(report, "demo-feature-distributions", feature, "feature-distributions\n" + feature);
        }
        assertAgree(report, "demo-requests-over-time", 0, "requests-over-time\nREQ_CPUTIME\n0");
        assertAgree(report, "demo-scores", 0, "scores\n0");
        assertAgree(report, "demo-clusters", 0, "clusters\nREQ_CPUTIME\nREQ_MEM_MALLOC\n0");
        assertAgree(report, "demo-clusters-pca", 0, "clusters-pca\n0");
        assertAgree(report, "demo-life", 0, first(report, "life\n"));
        assertAgree(report, "demo-roc", 0, "roc\nlog\n0");
        assertAgree(report, "demo-precision-recall", 0, "precision-recall\n0");
        assertAgree(report, "demo-detection-time", 0, "how-early\nSECONDS\nlog\n0");
        assertAgree(report, "demo-cost-saved", 0, "how-early\nSAVED_SHARES\nlinear\n0");
        assertAgree(report, "demo-cost-saved", 1, "how-early\nSAVED\nlog\n0");
    }

    @Test
    void report_ofASweep_drawsWhatIsPrinted() throws Exception {
        JsonNode report = draw("../run/src/test/resources/sweep");
        for (String name : List.of("elbow", "silhouette", "gap", "heatmap", "train-time")) {
            assertAgree(report, "sweep-" + name, 0, first(report, name + "\n"));
        }
    }

    @Test
    void report_ofTwoRuns_drawsWhatIsPrinted() throws Exception {
        String demo = DemoRun.ORIGINAL.toString();
        JsonNode report = draw("--labels", DemoRun.ORIGINAL.resolve("labels.csv").toString(), demo, demo);
        assertAgree(report, "comparison-operating-points", 0, "operating-points\n0");
        assertAgree(report, "comparison-roc", 0, "roc\nlog\n0");
        assertAgree(report, "comparison-precision-recall", 0, "precision-recall\n0");
        assertAgree(report, "comparison-detection-time", 0, "how-early\nSECONDS\nlog\n0");
        assertAgree(report, "comparison-cost-saved", 1, "how-early\nSAVED\nlog\n0");
    }

    /** What the report shows before a control is used. */
    private static String first(JsonNode report, String beginning) {
        return StreamSupport.stream(report.get("first").spliterator(), false).map(JsonNode::asText)
                .filter(key -> key.startsWith(beginning)).findFirst().orElseThrow();
    }

    private JsonNode draw(String... arguments) throws Exception {
        Browser browser = Browser.find(directory);
        Path report = directory.resolve("report.html");
        String[] all = Stream.concat(Stream.of(arguments),
                Stream.of("--out", report.toString(), "--figures", directory.resolve("figures").toString()))
                .toArray(String[]::new);
        assertEquals(0, AnalyzeCommand.commandLine().setOut(new PrintWriter(Writer.nullWriter())).execute(all));
        JsonNode result = browser.open(DRIVER, report);
        assertEquals("[]", result.get("failures").toString());
        return result;
    }

    private void assertAgree(JsonNode report, String file, int panel, String key) throws Exception {
        JsonNode shown = report.get("figures").get(key);
        assertTrue(shown != null, "the report doesn't show " + key);
        Path figures = directory.resolve("figures");
        PrintedPanel printed = PrintedPanel
                .read(figures.resolve(file + ".svg"), figures.resolve(file + ".pdf")).get(panel);
        assertTrue(printed.majorX().size() > 1 && printed.majorY().size() > 1, file + " has no ticks");
        assertTicks(file + ", x", shown.at("/major/x"), printed.majorX());
        assertTicks(file + ", y", shown.at("/major/y"), printed.majorY());
        assertTicks(file + ", x, minor", shown.at("/minor/x"), printed.minorX());
        assertTicks(file + ", y, minor", shown.at("/minor/y"), printed.minorY());
        assertMarks(file, shown, printed);
        assertLines(file, shown.get("lines"), printed);
        assertRules(file, shown.get("rules"), printed.rules());
        assertPoints(file + ", cells", points(shown.get("cells")), printed.cells());
        assertPoints(file + ", bands", points(shown.get("bands")), printed.bands());
    }

    private static void assertTicks(String what, JsonNode shown, List<Tick> printed) {
        List<Tick> sorted = printed.stream().sorted(Comparator.comparingDouble(Tick::at)).toList();
        List<Tick> read = StreamSupport.stream(shown.spliterator(), false)
                .map(tick -> new Tick(tick.get(0).asDouble(), tick.get(1).asText()))
                .sorted(Comparator.comparingDouble(Tick::at)).toList();
        assertEquals(read.stream().map(Tick::label).toList(), sorted.stream().map(Tick::label).toList(), what);
        for (int i = 0; i < read.size(); i++) {
            assertEquals(read.get(i).at(), sorted.get(i).at(), NEAR, what + ": " + read.get(i));
        }
    }

    private static void assertRules(String file, JsonNode shown, List<Rule> printed) {
        Comparator<Rule> order = Comparator.comparing(Rule::vertical).thenComparingDouble(Rule::at);
        List<Rule> sorted = printed.stream().sorted(order).toList();
        List<Rule> read = StreamSupport.stream(shown.spliterator(), false)
                .map(rule -> new Rule(rule.get(0).asText().equals("x"), rule.get(1).asDouble())).sorted(order).toList();
        assertEquals(read.size(), sorted.size(), file + ": " + read + ", " + sorted);
        for (int i = 0; i < read.size(); i++) {
            assertEquals(read.get(i).vertical(), sorted.get(i).vertical(), file);
            assertEquals(read.get(i).at(), sorted.get(i).at(), PIXEL, file);
        }
    }

    /** Each point of the report is printed, and each printed symbol is a point, or on a line, of the report. */
    private static void assertMarks(String file, JsonNode shown, PrintedPanel printed) {
        Map<String, List<double[]>> points = new TreeMap<>();
        shown.get("points").properties().forEach(of -> points.put(of.getKey(), points(of.getValue())));
        points.forEach((colour, those) -> {
            List<double[]> there = printed.points().getOrDefault(colour, List.of());
            those.stream().filter(FiguresAgreeTest::isInside)
                    .forEach(point -> assertTrue(isAmong(point, there), () -> file + " lacks " + text(point, colour)));
        });
        shown.get("lines").properties().forEach(of -> of.getValue()
                .forEach(line -> points.computeIfAbsent(of.getKey(), _ -> new ArrayList<>()).addAll(points(line))));
        printed.points().forEach((colour, those) -> those.stream().filter(FiguresAgreeTest::isInside)
                .forEach(point -> assertTrue(isAmong(point, points.getOrDefault(colour, List.of())),
                        () -> "the report lacks " + text(point, colour) + " of " + file)));
    }

    private static boolean isInside(double[] point) {
        return Stream.of(point[0], point[1]).allMatch(each -> each > -NEAR && each < 1 + NEAR);
    }

    private static boolean isAmong(double[] point, List<double[]> points) {
        return points.stream().anyMatch(other -> near(point, other));
    }

    private static boolean near(double[] a, double[] b) {
        return Math.abs(a[0] - b[0]) < NEAR && Math.abs(a[1] - b[1]) < NEAR;
    }

    private static String text(double[] point, String colour) {
        return colour + " at " + point[0] + ", " + point[1];
    }

    /** The same corners, those that steps have between two points too, as far as they are within the plot area. */
    private static void assertLines(String file, JsonNode shown, PrintedPanel printed) {
        List<String> colours = new ArrayList<>();
        shown.fieldNames().forEachRemaining(colours::add);
        assertEquals(colours.stream().sorted().toList(), printed.lines().keySet().stream().sorted().toList(),
                file);
        for (String colour : colours) {
            List<double[]> read = new ArrayList<>();
            shown.get(colour).forEach(line -> read.addAll(points(line)));
            List<double[]> corners = printed.lines().get(colour).stream().flatMap(List::stream).toList();
            // A line of a single point is a symbol.
            assertAmong(read, Stream.concat(corners.stream(), printed.points().getOrDefault(colour, List.of()).stream())
                    .toList(), file + " lacks a corner of the report's");
            assertAmong(corners, read, "the report lacks a corner of " + file);
        }
    }

    private static void assertAmong(List<double[]> points, List<double[]> others, String message) {
        points.stream().filter(FiguresAgreeTest::isInside)
                .forEach(point -> assertTrue(isAmong(point, others), () -> message + ": " + text(point, "line")));
    }

    private static void assertPoints(String what, List<double[]> shown, List<double[]> printed) {
        for (int i = 0; i < Math.min(shown.size(), printed.size()); i++) {
            assertTrue(near(shown.get(i), printed.get(i)), what + ": " + i + ": " + text(shown.get(i), "report")
                    + ", " + text(printed.get(i), "printed"));
        }
        assertEquals(shown.size(), printed.size(), what);
    }

    private static List<double[]> points(JsonNode array) {
        List<double[]> points = new ArrayList<>();
        array.forEach(point -> points.add(
                new double[]{point.get(0).asDouble(Double.NaN), point.get(1).asDouble(Double.NaN)}));
        return points;
    }
}
