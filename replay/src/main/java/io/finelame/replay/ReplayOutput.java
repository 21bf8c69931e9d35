package io.finelame.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.finelame.cli.text.OneLine;
import io.finelame.cli.text.PrintedJson;
import io.finelame.replay.clustering.Clusterer;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.evaluate.UpdateLine;
import io.finelame.replay.evaluate.Verification;
import io.finelame.replay.model.AcceptedTable;
import io.finelame.replay.model.Model;
import io.finelame.replay.sweep.SweepRanking;
import io.finelame.replay.sweep.SweepResult;
import io.finelame.replay.training.ModelSpec;
import io.finelame.run.SweepRow;
import io.finelame.run.table.RunFile;
import io.finelame.run.table.SweepColumn;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The standard output of {@code finelame replay}.
 *
 * @param json instead of lines of text
 * @param quiet nothing, unless JSON is asked for
 */
public record ReplayOutput(boolean json, boolean quiet) {
    private static final int BEST_SHOWN = 5;

    /**
     * @param setAside a line for each group of requests that were not taken for normal
     * @param label of the recording
     */
    void print(Replay replay, List<String> setAside, String label, Path directory) throws JsonProcessingException {
        Model model = replay.model();
        boolean trained = replay.training().rows().length > 0;
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("run", directory.toString());
            fields.put("k", model.k());
            fields.put("scoring", model.scoring());
            fields.put("features", model.features());
            fields.put("train_time", model.trainTime());
            fields.put("trained_here", trained);
            fields.put("train_requests", model.trainRequests());
            fields.put("cleaned", replay.training().cleaned());
            fields.put("set_aside", replay.training().setAsideRows());
            fields.put("accepts", model.accepts());
            if (replay.models().windows().consensus() > 1) {
                fields.put("consensus", replay.models().windows().consensus());
                fields.put("models", replay.models().trained());
            }
            fields.put("test_requests", replay.testRows().length);
            fields.put("flagged", replay.flagged());
            print(fields);
            return;
        }
        say("%s on %,d requests (%,d filtered out) within %s s: %sk = %d, %s, %s",
                trained ? "trained" : "the model was trained elsewhere,", model.trainRequests(),
                replay.training().cleaned(), model.trainTime(),
                model.typeOrKMeans().equals(ModelSpec.KMEANS_NAME) ? "" : model.type() + ", ", model.k(),
                model.scoring(), String.join(", ", model.features()));
        setAside.forEach(line -> say("%s", line));
        if (!setAside.isEmpty()) {
            say("  they are listed in %s", directory.resolve(RunFile.SET_ASIDE.name(label)));
        }
        AcceptedTable.of(model).forEach(line -> say("  %s", line));
        if (replay.models().windows().consensus() > 1) {
            say("%,d models, one for each %s s: a request is flagged if the last %d, or as many as there are, all flag it",
                    replay.models().trained(), replay.models().windows().length() / 1e9,
                    replay.models().windows().consensus());
        }
        say("flagged %,d of the %,d requests%s", replay.flagged(), replay.testRows().length,
                trained ? " that began afterwards" : "");
        say("run in %s", directory);
    }

    void print(Verification verification) throws JsonProcessingException {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("holds", verification.holds());
            fields.put("scores", verification.scores());
            fields.put("agreeing", verification.agreeing());
            fields.put("incomplete", verification.incomplete());
            fields.put("updates", verification.updates());
            verification.first().ifPresent(difference -> fields.put("first_difference",
                    Map.of("req_id", Long.toUnsignedString(difference.requestId()), "fields", difference.fields())));
            print(fields);
            return;
        }
        say("%,d of %,d scores agree, on %,d updates", verification.agreeing(), verification.scores(),
                verification.updates());
        if (verification.incomplete() > 0) {
            say("%,d can't be compared: updates of theirs were lost ('finelame inspect' shows where)",
                    verification.incomplete());
        }
        verification.first().ifPresent(difference -> {
            say("the first that differs is request %s: %s", Long.toUnsignedString(difference.requestId()),
                    String.join("; ", difference.fields()));
            say("%s", UpdateLine.heading());
            difference.lines().forEach(line -> say("%s", line));
        });
    }

    void print(SweepResult swept) throws JsonProcessingException {
        List<SweepRow> results = swept.results();
        List<SweepRow> problems = results.stream().filter(result -> !result.problem().isEmpty()).toList();
        List<SweepRow> best = SweepRanking.best(results).stream().limit(BEST_SHOWN).toList();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("runs", swept.places());
            fields.put("count", results.size());
            fields.put("not_done", problems.size());
            fields.put("seconds", swept.seconds());
            fields.put("pareto", SweepRanking.paretoFront(results).stream().map(SweepRow::number).toList());
            fields.put("best", best.stream().map(SweepRow::fields).toList());
            print(fields);
            return;
        }
        say("%,d runs in %.1f s", results.size(), swept.seconds());
        if (!problems.isEmpty()) {
            say("%,d of them failed; the column 'problem' says why, e.g. %s", problems.size(),
                    problems.getFirst().problem());
        }
        best.forEach(run -> say("  %s", describe(run)));
        int undominated = SweepRanking.paretoFront(results).size();
        if (undominated > 0) {
            say("%,d runs that no other beats in recall, false positives and share of the cost: pareto.csv",
                    undominated);
        }
        say("runs in %s", String.join(" and in ", swept.places()));
    }

    private static String describe(SweepRow run) {
        String clusters = run.has(SweepColumn.K)
                ? " k = " + run.text(SweepColumn.K) + " " + run.text(SweepColumn.SCORING)
                : "";
        clusters += run.text(SweepColumn.CLUSTERER).equals(Clusterer.SMILE.recorded()) ? ", clusters by smile" : "";
        return String.format(Locale.ROOT,
                "run %-5d F1 %.3f  recall %5.1f %%  false positives %.2f %%  median share %.1f %%  %s%s, %s, %s s, %s",
                run.number(), run.real(SweepColumn.F1), 100 * run.real(SweepColumn.RECALL),
                100 * run.real(SweepColumn.FALSE_POSITIVE_RATE), 100 * run.real(SweepColumn.MEDIAN_CPU_SHARE),
                run.text(SweepColumn.MODEL), clusters, run.text(SweepColumn.THRESHOLD),
                run.text(SweepColumn.TRAIN_TIME),
                run.text(SweepColumn.FEATURES));
    }

    private void say(String format, Object... values) {
        if (!quiet) {
            System.out.println(OneLine.printable(String.format(Locale.ROOT, format, values)));
        }
    }

    private static void print(Map<String, Object> fields) throws JsonProcessingException {
        System.out.println(PrintedJson.MAPPER.writeValueAsString(fields));
    }
}
