package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.RankingCurves;
import io.finelame.analyze.stacks.RunStacks;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** All figures of one run, and what of it they show. */
public record RunFigures(Evaluation evaluation, FeatureHistograms histograms, ShownRequests requests,
        ShownLives lives, Optional<RunStacks> stacks, FigureSet figures) {

    /** @param limit the most test requests that are drawn one by one */
    public static RunFigures of(Evaluation evaluation, int limit) {
        RunFigures all = new RunFigures(evaluation, FeatureHistograms.of(evaluation),
                new ShownRequests(evaluation, limit), new ShownLives(evaluation),
                RunStacks.of(evaluation), new FigureSet());
        all.make();
        return all;
    }

    private void make() {
        Figure distributions = DistributionFigures.of(evaluation.run().model(), histograms);
        figures.add(distributions);
        figures.print(distributions);
        new RequestFigures(evaluation, requests).addTo(figures);
        new LifeFigures(evaluation, lives).addTo(figures);
        stacks.ifPresent(all -> new FlameFigures(all, evaluation.isLabelled()).addTo(figures));
        new RankingFigures(RankingCurves.of(evaluation)
                .map(curves -> new RankingFigures.Named("run0", evaluation.run().name(), Style.ofLine(0), curves))
                .stream().toList()).addTo(figures);
        detection(evaluation).addTo(figures);
    }

    private static DetectionFigures detection(Evaluation evaluation) {
        if (!evaluation.isLabelled()) {
            EarlyDetection all = evaluation.attacks();
            return new DetectionFigures("share of flagged requests", "requests", List.of(new DetectionFigures.Named(
                    "s0", "flagged requests", Style.ofLine(0), all, all.flagged())));
        }
        List<EarlyDetection> attacks = evaluation.byLabel().stream()
                .filter(early -> Evaluation.isAttack(early.label()) && early.flagged() > 0).toList();
        return new DetectionFigures("attack requests flagged", "attack",
                IntStream.range(0, attacks.size()).mapToObj(i -> new DetectionFigures.Named("s" + i,
                        attacks.get(i).label(), Style.ofLine(i), attacks.get(i), attacks.get(i).requests()))
                        .toList());
    }
}
