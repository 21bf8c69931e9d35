package io.finelame.analyze.report;

import io.finelame.analyze.plot.sweep.SweepFigures;
import io.finelame.run.SweepRun;
import io.finelame.run.SweepRuns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arranges what the page shows of a sweep. */
public final class SweepViewBuilder {

    private SweepViewBuilder() {}

    /** @param limit the most runs that the page lists, the best */
    public static ReportData.SweepView build(SweepRuns sweep, SweepFigures figures, int limit) {
        List<SweepRun> problems = sweep.problems();
        Map<String, List<ReportData.Choice>> choices = new LinkedHashMap<>();
        figures.choices().forEach((name, fixed) -> choices.put(name, fixed.stream()
                .map(choice -> new ReportData.Choice(choice.parameter().title(), choice.values())).toList()));
        return new ReportData.SweepView(sweep.name(), sweep.directory().toString(), sweep.runs().size(),
                problems.size(), problems.isEmpty() ? null : problems.getFirst().problem(),
                sweep.best().stream().limit(limit).toList(), figures.measures(), choices,
                ChartBook.of(figures.figures()));
    }
}
