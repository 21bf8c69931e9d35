package io.finelame.analyze.paper;

import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.figures.FigureDirectory;
import io.finelame.cli.file.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints the figures of runs and sweeps; what can't be drawn is left out, with a line that says why. */
public final class PaperFigures {

    private static final String COMPARISON = "comparison";

    private final FigureDirectory directory;
    private final Set<String> names = new HashSet<>(Set.of(COMPARISON));
    private final List<String> leftOut = new ArrayList<>();
    private int drawn;

    private PaperFigures(FigureDirectory directory) {
        this.directory = directory;
    }

    /**
     * @throws InputException
     *             if there is something else
     * @throws IOException
     *             if the directory can't be made or written
     */
    public static PaperFigures into(Path directory) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new InputException(directory, "is a file: --figures expects a directory");
        }
        return new PaperFigures(FigureDirectory.open(directory));
    }

    /** @param name of the run */
    public void addRun(String name, FigureSet figures) throws IOException {
        draw(fileName(name, "run"), figures);
    }

    /** @param name of the sweep */
    public void addSweep(String name, FigureSet figures) throws IOException {
        draw(fileName(name, "sweep"), figures);
    }

    public void addComparison(FigureSet figures) throws IOException {
        draw(COMPARISON, figures);
    }

    private void draw(String name, FigureSet figures) throws IOException {
        for (Map.Entry<String, Figure> figure : figures.printed().entrySet()) {
            directory.write(name + "-" + figure.getKey(), figure.getValue());
            drawn++;
        }
        figures.leftOut().forEach(line -> leftOut.add(name + "-" + line));
    }

    /** A run's or sweep's name as it begins the names of files; distinct from those before it. */
    private String fileName(String shown, String otherwise) {
        String plain = shown.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("-$", "");
        String base = plain.isEmpty() || plain.startsWith(".") ? otherwise + plain : plain;
        String name = base;
        for (int i = 2; !names.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    /** What was drawn and what was not. */
    public void print(PrintWriter out, Path place) {
        leftOut.forEach(line -> out.println("figure left out: " + line));
        out.println(drawn + " figures as SVG, PDF, PNG and CSV in " + place);
    }
}
