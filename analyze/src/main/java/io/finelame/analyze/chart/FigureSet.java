package io.finelame.analyze.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of a run, of several, or of a sweep. The report has all of them: of figures of one name, its controls choose one; one is
 * printed.
 */
public final class FigureSet {

    private final Map<List<String>, Figure> figures = new LinkedHashMap<>();
    private final Map<String, Figure> printed = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();

    /** @param choices what the report's controls choose it by */
    public void add(Figure figure, String... choices) {
        List<String> key = new ArrayList<>(List.of(figure.name()));
        key.addAll(Arrays.asList(choices));
        figures.put(key, figure);
    }

    public void print(Figure figure) {
        printed.put(figure.name(), figure);
    }

    /** @param reason why the figure of this name can't be printed */
    public void leaveOut(String name, String reason) {
        leftOut.add(name + ": " + reason);
    }

    /** By name and choices. */
    public Map<List<String>, Figure> figures() {
        return Collections.unmodifiableMap(figures);
    }

    /** By name. */
    public Map<String, Figure> printed() {
        return Collections.unmodifiableMap(printed);
    }

    /** Names with reasons. */
    public List<String> leftOut() {
        return Collections.unmodifiableList(leftOut);
    }
}
