package io.finelame.analyze;

import io.finelame.run.DemoRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code analyze --figures} of the sample run and of a sweep. */
@Tag("slow")
class PaperFiguresTest {

    private static final String DEMO = DemoRun.ORIGINAL.toString();
    private static final String LABELS = DemoRun.ORIGINAL.resolve("labels.csv").toString();
    private static final String SWEEP = "../run/src/test/resources/sweep";
    private static final List<String> OF_A_RUN = List.of("feature-distributions", "requests-over-time", "clusters",
            "clusters-pca", "scores", "life", "roc", "precision-recall", "detection-time", "cost-saved");
    private static final List<String> OF_SEVERAL_RUNS = List.of("comparison-roc", "comparison-precision-recall",
            "comparison-detection-time", "comparison-cost-saved", "comparison-operating-points");
    private static final List<String> EXTENSIONS = List.of("svg", "pdf", "png", "csv");

    @TempDir
    static Path shared;
    private static Path drawn;

    @TempDir
    Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void drawTheDemo() {
        drawn = shared.resolve("new/figures");
        assertEquals(0, AnalyzeCommand.commandLine().setOut(new PrintWriter(new StringWriter())).execute(DEMO,
                "--labels", LABELS, "--out", shared.resolve("report.html").toString(), "--figures", drawn.toString()));
    }

    @Test
    void execute_labelledRun_drawsEachFigureInEachFormat() throws IOException {
        assertEquals(files(OF_A_RUN.stream().map(name -> "demo-" + name)), filesIn(drawn));
    }

    @Test
    void svg_ofEachFigure_isVectorsOnlyAndOfPrintSize() throws Exception {
        for (String name : OF_A_RUN) {
            Element svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file(name, "svg").toFile())
                    .getDocumentElement();
            assertTrue(Set.of("240pt", "504pt").contains(svg.getAttribute("width")), svg.getAttribute("width"));
            assertEquals(0, svg.getElementsByTagName("image").getLength());
            assertTrue(svg.getElementsByTagName("path").getLength() > 10, name);
        }
    }

    @Test
    void png_ofEachFigure_hasTheSizeOfTheSvgAt300DotsPerInch() throws Exception {
        for (String name : OF_A_RUN) {
            Element svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file(name, "svg").toFile())
                    .getDocumentElement();
            BufferedImage png = ImageIO.read(file(name, "png").toFile());
            assertEquals(pixels(svg.getAttribute("width")), png.getWidth());
            assertEquals(pixels(svg.getAttribute("height")), png.getHeight());
        }
    }

    private static int pixels(String points) {
        return (int) Math.ceil(Integer.parseInt(points.replace("pt", "")) * 300 / 72.0);
    }

    @Test
    void pdf_ofEachFigure_isWhole() throws IOException {
        for (String name : OF_A_RUN) {
            String pdf = Files.readString(file(name, "pdf"), StandardCharsets.ISO_8859_1);
            assertTrue(pdf.startsWith("%PDF-"), name);
            assertTrue(pdf.endsWith("%%EOF\n"), name);
        }
    }

    @Test
    void csv_ofScores_hasEachTestRequest() throws IOException {
        List<String> lines = Files.readAllLines(file("scores", "csv"));
        assertEquals("kind,req_id,start_s,score_over_threshold,verdict,label", lines.getFirst());
        assertEquals(1 + 900, lines.size());
        assertEquals(33, lines.stream().filter(line -> line.matches(".*\"[a-z]+, flagged\".*")).count());
    }

    @Test
    void csv_ofRequestsOverTime_hasTrainingRequestsToo() throws IOException {
        List<String> lines = Files.readAllLines(file("requests-over-time", "csv"));
        assertEquals("kind,req_id,start_s,REQ_CPUTIME_ns,verdict,label", lines.getFirst());
        assertTrue(lines.get(1).startsWith("training,1,4.3113E-4,2616734,"), lines.get(1));
        assertEquals(1 + 300 + 900, lines.size());
    }

    @Test
    void csv_ofCostSaved_isTheCpuTimeUsedAfterDetectionOfFlaggedAttacks() throws IOException {
        List<String> lines = Files.readAllLines(file("cost-saved", "csv"));
        assertEquals("attack,share_of_requests,cpu_time_saved_share,cpu_time_saved_ns", lines.getFirst());
        assertEquals(1 + 29, lines.size());
    }

    @Test
    void execute_sameRunTwice_givesTheSameBytes() throws IOException {
        assertEquals(0, execute(DEMO, "--labels", LABELS, "--figures", directory.toString()));
        for (String name : filesIn(drawn)) {
            assertArrayEquals(Files.readAllBytes(drawn.resolve(name)), Files.readAllBytes(directory.resolve(name)),
                    name);
        }
    }

    @Test
    void execute_withoutLabels_leavesOutWhatNeedsThemAndSaysSo() throws IOException {
        assertEquals(0, execute(DEMO, "--figures", directory.toString()));
        assertFalse(Files.exists(directory.resolve("demo-roc.svg")));
        assertTrue(Files.exists(directory.resolve("demo-detection-time.svg")));
        assertTrue(out.toString().contains(
                "figure left out: demo-roc: needs --labels that name attacks and legitimate requests"),
                out.toString());
    }

    @Test
    void execute_recordingWithStacks_drawsFlameGraphs() throws IOException {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("run"))).withStacks();
        Path figures = directory.resolve("figures");
        assertEquals(0, execute(demo.directory().toString(), "--labels", LABELS, "--figures", figures.toString()));
        assertTrue(filesIn(figures).containsAll(files(Stream.of("attacks", "flagged", "flagged-against-legitimate",
                "attack-against-legitimate").map(name -> "run-flame-" + name))), filesIn(figures).toString());
        List<String> folded = Files.readAllLines(figures.resolve("run-flame-flagged-against-legitimate.csv"));
        assertEquals("stack,samples_flagged,samples_legitimate", folded.getFirst());
        try (PDDocument pdf = Loader.loadPDF(figures.resolve("run-flame-flagged-against-legitimate.pdf").toFile())) {
            String text = new PDFTextStripper().getText(pdf);
            assertTrue(text.contains("569 samples of 31 flagged requests, 595 samples of 383 legitimate requests"),
                    text);
            assertTrue(text.contains("mean of both shares of the samples; 46 functions below 0.1 % not drawn"), text);
            assertTrue(text.contains("v8::internal::IrregexpInterpreter::MatchInternal"), text);
        }
    }

    @Test
    void execute_stacksWithoutLabels_comparesWithWhatWasNotFlagged() throws IOException {
        DemoRun demo = DemoRun.copyTo(Files.createDirectory(directory.resolve("run"))).withStacks();
        Path figures = directory.resolve("figures");
        assertEquals(0, execute(demo.directory().toString(), "--figures", figures.toString()));
        assertTrue(Files.exists(figures.resolve("run-flame-flagged-against-not-flagged.svg")));
        assertTrue(out.toString().contains("figure left out: run-flame-attacks: needs --labels"), out.toString());
    }

    @Test
    void execute_twoRunsOfOneLabel_areToldApartAndCompared() throws IOException {
        assertEquals(0, execute(DEMO, DEMO, "--labels", LABELS, "--figures", directory.toString()));
        assertEquals(files(Stream.concat(OF_SEVERAL_RUNS.stream(),
                OF_A_RUN.stream().flatMap(name -> Stream.of("demo-" + name, "demo-2-" + name)))),
                filesIn(directory));
    }

    @Test
    void execute_sweep_drawsItsFigures() throws IOException {
        assertEquals(0, execute(SWEEP, "--figures", directory.toString()));
        assertEquals(files(Stream.of("sweep-heatmap", "sweep-train-time", "sweep-elbow", "sweep-silhouette",
                "sweep-gap")),
                filesIn(directory));
        assertEquals("k,inertia", Files.readAllLines(directory.resolve("sweep-elbow.csv")).getFirst());
    }

    /** The sample sweep, with every F1 set, and one more run of a model without scoring, which is the best. */
    private String sweepWithForest(String f1OfKMeans, String f1OfForest) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(SWEEP, "runs.csv"));
        List<String> columns = List.of(lines.getFirst().split(","));
        List<String> changed = new java.util.ArrayList<>(List.of(lines.getFirst()));
        for (String line : lines.subList(1, lines.size())) {
            changed.add(with(columns, line, Map.of("f1", f1OfKMeans)));
        }
        changed.add(
                with(columns, lines.get(1), Map.of("run", "1000", "model", "isolation_forest", "k", "", "scoring", "",
                        "inertia", "", "silhouette", "", "f1", f1OfForest)));
        Path sweep = Files.createDirectories(directory.resolve("sweep"));
        Files.write(sweep.resolve("runs.csv"), changed);
        return sweep.toString();
    }

    private static String with(List<String> columns, String line, Map<String, String> values) {
        String[] cells = line.split(",", -1);
        values.forEach((column, value) -> cells[columns.indexOf(column)] = value);
        return String.join(",", cells);
    }

    @Test
    void heatMap_bestIsAModelWithoutScoring_hasTheKMeansRunsToo() throws IOException {
        assertEquals(0, execute(sweepWithForest("0.5", "0.9"), "--figures", directory.toString()));
        List<String> cells = Files.readAllLines(directory.resolve("sweep-heatmap.csv"));
        assertEquals(1, cells.stream().filter(cell -> cell.startsWith("isolation_forest,")).count());
        assertTrue(cells.stream().filter(cell -> cell.startsWith("kmeans,")).count() > 1, cells.toString());
        List<String> trainTimes = Files.readAllLines(directory.resolve("sweep-train-time.csv"));
        assertTrue(trainTimes.stream().anyMatch(cell -> cell.startsWith("kmeans,")), trainTimes.toString());
    }

    /** The axis of the colour scale is text in the PDF alone. */
    @Test
    void heatMap_everyF1IsOne_scaleEndsAtOne() throws IOException {
        assertEquals(0, execute(sweepWithForest("1.0", "1.0"), "--figures", directory.toString()));
        try (PDDocument pdf = Loader.loadPDF(directory.resolve("sweep-heatmap.pdf").toFile())) {
            String text = new PDFTextStripper().getText(pdf);
            List<Double> numbers = Pattern.compile("\\d\\.\\d+").matcher(text.split("k = ")[0]).results()
                    .map(number -> Double.valueOf(number.group())).toList();
            assertTrue(numbers.contains(0.9) && numbers.stream().allMatch(number -> number <= 1), text);
        }
    }

    @Test
    void execute_otherFilesInTheDirectory_areLeftAlone() throws IOException {
        Path paper = Files.writeString(directory.resolve("paper.tex"), "text");
        Files.writeString(directory.resolve("sweep-elbow.svg"), "old");
        assertEquals(0, execute(SWEEP, "--figures", directory.toString()));
        assertEquals("text", Files.readString(paper));
        assertTrue(Files.readString(directory.resolve("sweep-elbow.svg")).startsWith("<svg"));
    }

    @Test
    void execute_figuresIntoAFile_isWrongUsageAndWritesNothing() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        assertEquals(2, execute(DEMO, "--figures", file.toString()));
        assertEquals("finelame: " + file + ": is a file: --figures expects a directory", err.toString().strip());
        assertEquals(Set.of("file"), filesIn(directory));
    }

    /** The report goes elsewhere, so that the directory holds the figures alone. */
    private int execute(String... arguments) {
        return AnalyzeCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of(arguments),
                        Stream.of("--out", shared.resolve("report.html").toString())).toArray(String[]::new));
    }

    private static Path file(String name, String extension) {
        return drawn.resolve("demo-" + name + "." + extension);
    }

    private static Set<String> files(Stream<String> names) {
        return names.flatMap(name -> EXTENSIONS.stream().map(extension -> name + "." + extension))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
