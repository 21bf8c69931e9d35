package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.PrincipalComponents;
import io.finelame.analyze.evaluate.RankingCurves;
import io.finelame.analyze.figures.Figure;
import io.finelame.analyze.figures.FigureDirectory;
import io.finelame.cli.file.InputException;
import io.finelame.run.SweepRuns;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Draws the figures of runs and sweeps; what can't be drawn is left out, with a line that says why. */
public final class PaperFigures {

    private static final String COMPARISON = "comparison";
    private static final String NO_TRUTH = "needs --labels that name attacks and legitimate requests";
    private static final String NOTHING_FLAGGED = "no request to show was flagged";

    private final FigureDirectory directory;
    private final Set<String> names = new HashSet<>(Set.of(COMPARISON));
    private final List<RankingFigures.Named> rankings = new ArrayList<>();
    private final List<DetectionFigures.Named> detections = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private int drawn;

    private PaperFigures(FigureDirectory directory) {
        this.directory = directory;
    }

    /**
     * @throws InputException
     *             if the directory can't be made or written
     */
    public static PaperFigures into(Path directory) {
        try {
            return new PaperFigures(FigureDirectory.open(directory));
        } catch (IOException e) {
            throw new InputException(directory, "can't be made or written (" + e.getClass().getSimpleName()
                    + "); --figures expects a directory");
        }
    }

    public void add(Evaluation evaluation) throws IOException {
        String shown = evaluation.run().name();
        String name = fileName(shown, "run");
        RequestFigures requests = new RequestFigures(evaluation);
        draw(DistributionFigure.of(name + "-feature-distributions", evaluation));
        draw(requests.overTime(name + "-requests-over-time"));
        draw(requests.clusters(name + "-clusters"));
        draw(name + "-clusters-pca", PrincipalComponents.of(evaluation.run())
                .map(plane -> requests.principalComponents(name + "-clusters-pca", plane)),
                "the training requests don't vary");
        draw(requests.scores(name + "-scores"));
        draw(name + "-life", LifeFigure.of(name + "-life", evaluation), NOTHING_FLAGGED);
        Optional<RankingFigures.Named> ranking = RankingCurves.of(evaluation)
                .map(curves -> new RankingFigures.Named(shown, curves));
        draw(name, ranking.stream().toList());
        draw(name, attacks(evaluation));
        ranking.ifPresent(rankings::add);
        detections.add(new DetectionFigures.Named(shown, evaluation.attacks()));
    }

    private static DetectionFigures attacks(Evaluation evaluation) {
        return evaluation.isLabelled()
                ? new DetectionFigures("attack requests", "attack",
                        evaluation.byLabel().stream().filter(early -> Evaluation.isAttack(early.label()))
                                .map(early -> new DetectionFigures.Named(early.label(), early)).toList())
                : new DetectionFigures("requests", "requests",
                        List.of(new DetectionFigures.Named("all requests", evaluation.attacks())));
    }

    private void draw(String name, List<RankingFigures.Named> runs) throws IOException {
        Optional<RankingFigures> figures = runs.isEmpty() ? Optional.empty() : Optional.of(new RankingFigures(runs));
        draw(name + "-roc", figures.map(figure -> figure.roc(name + "-roc")), NO_TRUTH);
        draw(name + "-precision-recall", figures.map(figure -> figure.precisionRecall(name + "-precision-recall")),
                NO_TRUTH);
    }

    private void draw(String name, DetectionFigures figures) throws IOException {
        draw(name + "-detection-time",
                figures.isEmpty() ? Optional.empty() : Optional.of(figures.detectionTime(name + "-detection-time")),
                NOTHING_FLAGGED);
        draw(name + "-cost-saved",
                figures.hasCosts() ? Optional.of(figures.costSaved(name + "-cost-saved")) : Optional.empty(),
                "no flagged request has CPU time");
    }

    public void add(SweepRuns sweep) throws IOException {
        String name = fileName(sweep.name(), "sweep");
        if (sweep.best().isEmpty()) {
            leftOut.add(name + "-*: no run of the sweep succeeded");
            return;
        }
        SweepFigures figures = new SweepFigures(sweep);
        draw(name + "-heatmap", figures.heatMap(name + "-heatmap"), "needs several k or sets of features");
        draw(name + "-train-time", figures.trainTime(name + "-train-time"), "needs several train times");
        draw(name + "-elbow", figures.elbow(name + "-elbow"), "needs several k");
        draw(name + "-silhouette", figures.silhouette(name + "-silhouette"), "needs several k with a silhouette");
    }

    /** Draws what compares the runs, if there are several. */
    public void compare() throws IOException {
        if (detections.size() > 1) {
            draw(COMPARISON, rankings);
            draw(COMPARISON, new DetectionFigures(rankings.isEmpty() ? "requests" : "attack requests", "run",
                    detections));
        }
    }

    private void draw(String name, Optional<Figure> figure, String reason) throws IOException {
        if (figure.isPresent()) {
            draw(figure.get());
        } else {
            leftOut.add(name + ": " + reason);
        }
    }

    private void draw(Figure figure) throws IOException {
        directory.write(figure);
        drawn++;
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
