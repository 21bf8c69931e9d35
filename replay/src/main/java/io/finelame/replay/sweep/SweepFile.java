package io.finelame.replay.sweep;

import io.finelame.cli.file.InputException;
import io.finelame.cli.file.YamlFile;
import io.finelame.cli.file.YamlMapping;
import io.finelame.cli.text.Nearest;
import io.finelame.record.config.ClusterFloor;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.LeaveOut;
import io.finelame.recording.RecordingHeader;
import io.finelame.replay.clustering.Clusterer;
import io.finelame.replay.evaluate.Bootstrap;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ModelWindows;
import io.finelame.replay.training.ThresholdRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads sweep.yml, docs/sweep.md. What it doesn't say is as the first recording's configuration says. */
public final class SweepFile {
    private static final String KIND = "a sweep (sweep.yml)";
    private static final Set<String> KEYS = Set.of("search", "samples", "search_seed", "models", "k", "features",
            "train_from", "train_time", "scoring", "scale", "min_cluster", "threshold", "clean_percentile", "thin",
            "seed", "leave_out", "consensus", "clusterer", "restarts", "silhouette",
            "gap_references", "bootstrap", "test");
    /** Of one key, what its ranges and subsets stand for included: as many as 17 features have subsets. */
    private static final int MOST_VALUES = 1 << 17;

    private final YamlMapping sweep;
    private final List<String> problems;
    private final Configuration.ModelParameters configured;
    private final RecordingHeader header;

    private SweepFile(YamlMapping sweep, List<String> problems, RecordingHeader header) {
        this.sweep = sweep;
        this.problems = problems;
        this.header = header;
        this.configured = Configuration.of(header).model();
    }

    /**
     * @param header of the first recording
     * @param models names of the models beside K-means
     * @param labels texts of labels.csv
     */
    public static SweepPlan read(Path path, RecordingHeader header, Set<String> models, List<String> labels)
            throws IOException {
        List<String> problems = new ArrayList<>();
        YamlMapping root = YamlFile.parse(path, YamlFile.read(path, KIND), KIND, problems);
        SweepPlan plan = new SweepFile(root, problems, header).plan(models, labels);
        if (!problems.isEmpty()) {
            throw new InputException(problems.stream().distinct().toList());
        }
        return plan;
    }

    private SweepPlan plan(Set<String> models, List<String> labels) {
        sweep.rejectUnknown(KEYS);
        Set<String> known = new LinkedHashSet<>(List.of(ModelSpec.KMEANS_NAME));
        known.addAll(models);
        List<String> recorded = header.features().stream().map(RecordingHeader.Feature::name).toList();
        return new SweepPlan(sweep.choice("search", "grid", Set.of("grid", "random")),
                (int) sweep.whole("samples", 1, 1_000_000, 100),
                sweep.whole("search_seed", Long.MIN_VALUE, Long.MAX_VALUE, 1),
                values("models", configured.type(), (key, text) -> model(key, text, known)),
                values("k", String.valueOf(configured.k()), this::range),
                features(recorded), values("train_from", String.valueOf(configured.trainFrom()), this::secondsOrNone),
                values("train_time", String.valueOf(header.trainTime()), this::seconds),
                names("scoring", Set.copyOf(Configuration.SCORINGS), "scoring", configured.scoring()),
                names("scale", Set.copyOf(Configuration.SCALES), "scale", configured.scale()),
                values("min_cluster", configured.minCluster().toString(), this::floor),
                values("threshold", configured.threshold(), this::rule),
                values("clean_percentile", "99.99", this::percentile), values("thin", "1", this::range),
                values("seed", "42", this::seeds), leaveOuts(), consensus(),
                names("clusterer", Set.copyOf(Clusterer.NAMES), "clusterer", Clusterer.OWN.recorded()),
                ModelParameters.power(configured, configured.mScale()),
                ModelParameters.power(configured, configured.sScale()),
                (int) sweep.whole("restarts", 1, 1000, ModelParameters.DEFAULT_RESTARTS),
                sweep.choice("silhouette", "true", Set.of("true", "false")).equals("true"),
                (int) sweep.whole("gap_references", 0, 1000, 0),
                (int) sweep.whole("bootstrap", 0, Bootstrap.MOST, 0),
                sweep.choice("test", "same", Set.of("same", "other", "all")), labels);
    }

    private <T> List<T> values(String key, String otherwise, BiFunction<String, String, Several<T>> parse) {
        List<String> texts = items(key).stream().flatMap(List::stream).toList();
        return values(key,
                (texts.isEmpty() ? List.of(otherwise) : texts).stream().map(text -> parse.apply(key, text)).toList());
    }

    /** Counted before any of them is made. */
    private <T> List<T> values(String key, List<Several<T>> parts) {
        long count = parts.stream().mapToLong(Several::count).reduce(0, SweepGrid::sum);
        if (isTooMany(key, count)) {
            return parts.getFirst().values().limit(1).toList();
        }
        return parts.stream().flatMap(Several::values).distinct().toList();
    }

    /** None if there are too many. */
    private List<List<String>> items(String key) {
        List<List<String>> items = sweep.lists(key);
        return isTooMany(key, items.stream().mapToLong(List::size).sum()) ? List.of() : items;
    }

    private boolean isTooMany(String key, long values) {
        if (values > MOST_VALUES) {
            sweep.problem(key, String.format(Locale.ROOT,
                    "%,d values: expected at most %,d; give fewer, or a shorter range", values, MOST_VALUES));
        }
        return values > MOST_VALUES;
    }

    private List<String> names(String key, Set<String> known, String kind, String otherwise) {
        List<String> names = values(key, otherwise, (_, text) -> Several.of(text));
        names.forEach(name -> sweep.check(key, name, known, kind));
        return names;
    }

    private Several<Integer> range(String key, String text) {
        String[] ends = text.split("\\.\\.", 2);
        int most = switch (key) {
            case "k" -> 16;
            case "consensus" -> ModelWindows.MOST;
            default -> 1_000_000;
        };
        int from = whole(key, ends[0], most);
        int to = ends.length == 2 ? whole(key, ends[1], most) : from;
        if (from > to) {
            sweep.problem(key, "found '" + text + "': expected the smaller number first");
        }
        return Several.range(from, to);
    }

    private int whole(String key, String text, int most) {
        return parsed(key, text, Integer::valueOf, value -> value >= 1 && value <= most,
                "a whole number from 1 to " + most + ", or a range such as 2..10", 1);
    }

    private Several<Double> seconds(String key, String text) {
        return Several
                .of(parsed(key, text, Double::valueOf, value -> value > 0 && value < 1e9, "seconds above 0", 1.0));
    }

    private Several<Double> secondsOrNone(String key, String text) {
        return Several.of(parsed(key, text, Double::valueOf, value -> value >= 0 && value < 1e9, "seconds, 0 or more",
                0.0));
    }

    private Several<String> floor(String key, String text) {
        Optional<ClusterFloor> floor = ClusterFloor.parse(text.strip());
        if (floor.isEmpty()) {
            sweep.problem(key, "found '" + text + "': " + ClusterFloor.EXPECTED);
        }
        return Several.of(floor.orElse(ClusterFloor.DEFAULT).toString());
    }

    private Several<String> model(String key, String text, Set<String> known) {
        try {
            ModelSpec spec = ModelSpec.parse(text);
            sweep.check(key, spec.name(), known, "model");
            return Several.of(spec.toString());
        } catch (ReplayException e) {
            sweep.problem(key, e.getMessage());
            return Several.of(ModelSpec.KMEANS_NAME);
        }
    }

    private Several<Double> percentile(String key, String text) {
        return Several.of(parsed(key, text, Double::valueOf, value -> value > 0 && value <= 100,
                "a number above 0, up to 100", 100.0));
    }

    private Several<Long> seeds(String key, String text) {
        return Several.of(parsed(key, text, Long::valueOf, value -> true, "a whole number", 42L));
    }

    private List<Integer> consensus() {
        List<Integer> values = values("consensus", "1", this::range);
        String test = sweep.text("test").orElse("same");
        if (!test.equals("same") && values.stream().anyMatch(models -> models > 1)) {
            sweep.problem("consensus",
                    "models of different ages are trained on the recording that they score: expected 'test: same'");
        }
        return values;
    }

    /** Each item is one value, of one kind or several. */
    private List<String> leaveOuts() {
        List<String> values = new ArrayList<>();
        for (List<String> item : items("leave_out")) {
            Optional<String> problem = LeaveOut.problem("found", item);
            problem.ifPresent(text -> sweep.problem("leave_out", text));
            if (problem.isEmpty()) {
                values.add(LeaveOut.parse(item).toString());
            }
        }
        return values.isEmpty() ? List.of(configured.leaveOut().toString()) : values.stream().distinct().toList();
    }

    private Several<String> rule(String key, String text) {
        try {
            return Several.of(ThresholdRule.parse(text).toString());
        } catch (ReplayException e) {
            sweep.problem(key, e.getMessage().replaceFirst("^threshold ", "found "));
            return Several.of(text);
        }
    }

    private <T> T parsed(String key, String text, Function<String, T> parse,
            java.util.function.Predicate<T> allowed, String expected, T otherwise) {
        try {
            T value = parse.apply(text.strip());
            if (allowed.test(value)) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            sweep.problem(key, "found '" + text + "': expected " + expected);
            return otherwise;
        }
        sweep.problem(key, "found '" + text + "': expected " + expected);
        return otherwise;
    }

    private List<List<String>> features(List<String> recorded) {
        List<Several<List<String>>> chosen = new ArrayList<>();
        for (List<String> item : items("features")) {
            chosen.add(switch (item.size() == 1 ? item.getFirst() : "") {
                case "all" -> Several.of(recorded);
                case "default" -> Several.of(ModelParameters.recordedFeatures(header, configured));
                case "subsets" -> Several.subsets(recorded);
                default -> Several.of(known(item, recorded));
            });
        }
        if (chosen.isEmpty()) {
            chosen.add(Several.of(ModelParameters.recordedFeatures(header, configured)));
        }
        return values("features", chosen);
    }

    private List<String> known(List<String> item, List<String> recorded) {
        for (String feature : item) {
            if (!recorded.contains(feature)) {
                sweep.problem("features", "'" + feature + "' is not in the recording" + Nearest.hint(feature, recorded)
                        + "; it has " + String.join(", ", recorded)
                        + "; 'default', 'all' and 'subsets' stand for those");
            }
        }
        return item.stream().distinct().toList();
    }
}
