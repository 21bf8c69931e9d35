package io.finelame.replay;

import io.finelame.record.CommandErrors;
import io.finelame.record.Configuration;
import io.finelame.record.ConfigurationException;
import io.finelame.record.Nearest;
import io.finelame.record.RecordingException;
import io.finelame.record.RecordingHeader;
import io.finelame.record.Version;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finelame replay}: what a model would have made of a recording. */
@Command(name = "replay", sortOptions = false, mixinStandardHelpOptions = true, version = "finelame "
        + Version.TEXT, header = "Retrains on a recording and scores the requests that came after.", description = "Needs no rights. What an option doesn't say, the recorded configuration does.", footer = {
                "", "Example:", "  finelame replay recordings/monday --k 5 --features REQ_CPUTIME,REQ_PGFLT",
                "  finelame analyze runs/monday"})
public final class ReplayCommand implements Callable<Integer> {
    private static final int MAX_K = 16;

    @Parameters(index = "0", paramLabel = "RECORDING", description = "A recording's directory.")
    private Path recording;

    @Option(names = "--out", paramLabel = "DIR", description = "The run's directory. Default: runs/ and the label.")
    private Path out;

    @Option(names = "--k", paramLabel = "N", description = "Clusters, 1 to 16.")
    private Integer k;

    @Option(names = "--features", paramLabel = "A,B,..", split = ",", description = "The features to train on.")
    private List<String> features;

    @Option(names = "--train-time", paramLabel = "S", description = "Seconds from the recording's start whose requests train the model.")
    private Double trainTime;

    @Option(names = "--scoring", paramLabel = "l1|finelame", description = "l1: distance beyond each centroid; finelame: the original's signed sums.")
    private String scoring;

    @Option(names = "--threshold", paramLabel = "RULE", description = "sigma:N, quantile:Q or max, over each cluster's own members.")
    private String threshold;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Of the K-means starts. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--restarts", paramLabel = "N", defaultValue = "10", description = "K-means starts, the best of which is kept. Default: ${DEFAULT-VALUE}.")
    private int restarts;

    @Option(names = "--clean-percentile", paramLabel = "P", defaultValue = "99.99", description = "Training requests above it in any feature are dropped. Default: ${DEFAULT-VALUE}.")
    private double cleanPercentile;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    public static void main(String[] arguments) {
        System.exit(CommandErrors.run(new ReplayCommand(), arguments));
    }

    @Override
    public Integer call() throws RecordingException, ConfigurationException, IOException {
        RecordedRequests recorded = RecordedRequests.read(recording);
        ModelParameters parameters = parameters(recorded.header());
        Path directory = out != null ? out : Path.of("runs", recorded.header().label());
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        warn(recorded);
        Replay replay = Replay.of(recorded.table(), recorded.header().clock().monotonicNs(), parameters);
        RunDirectory.write(directory, recorded, replay, parameters);
        print(replay, directory);
        return 0;
    }

    private ModelParameters parameters(RecordingHeader header) throws ConfigurationException {
        Configuration.ModelParameters configured = Configuration.of(header).model();
        int clusters = k != null ? k : configured.k();
        String method = scoring != null ? scoring : configured.scoring();
        require(clusters >= 1 && clusters <= MAX_K, "--k " + clusters + ": expected 1 to " + MAX_K);
        require(List.of("l1", "finelame").contains(method), "--scoring " + method + ": expected l1 or finelame");
        require(restarts >= 1, "--restarts " + restarts + ": expected at least 1");
        require(cleanPercentile > 0 && cleanPercentile <= 100,
                "--clean-percentile " + cleanPercentile + ": expected a number above 0, up to 100");
        double seconds = trainTime != null ? trainTime : header.trainTime();
        require(seconds > 0, "--train-time " + seconds + ": expected a number above 0");
        boolean shift = configured.scaleMethod().equals("bitshift");
        return new ModelParameters(clusters, features(header, configured), seconds, method,
                ThresholdRule.parse(threshold != null ? threshold : configured.threshold()),
                power(shift, configured.mScale()), power(shift, configured.sScale()), seed, restarts,
                cleanPercentile);
    }

    private static long power(boolean shift, int exponent) {
        return shift ? 1L << exponent : (long) Math.pow(10, exponent);
    }

    private List<String> features(RecordingHeader header, Configuration.ModelParameters configured) {
        List<String> recorded = header.features().stream().map(RecordingHeader.Feature::name).toList();
        if (features != null) {
            for (String feature : features) {
                require(recorded.contains(feature), "--features " + feature + ": not in the recording"
                        + Nearest.hint(feature, recorded) + "; it has " + String.join(", ", recorded));
            }
            return features.stream().distinct().toList();
        }
        List<String> wanted = configured.features().stream().filter(recorded::contains).toList();
        List<String> chosen = wanted.isEmpty() ? recorded : wanted;
        require(!chosen.isEmpty(), "the recording has no features: no resource monitor was attached");
        return chosen;
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new ReplayException(problem);
        }
    }

    private static void warn(RecordedRequests recorded) {
        recorded.health().damage().forEach(damage -> System.err.println("finelame: damaged: " + damage));
        if (!recorded.health().endedInOrder()) {
            System.err.println("finelame: " + recorded.directory() + " was cut short: replaying its "
                    + recorded.health().snapshots() + " whole snapshots");
        }
        if (recorded.health().lost() > 0) {
            System.err.println("finelame: the recording lost " + recorded.health().lost()
                    + " entries; 'finelame inspect' shows which");
        }
        if (!recorded.header().missingFeatures().isEmpty()) {
            System.err.println("finelame: not in the recording: "
                    + String.join(", ", recorded.header().missingFeatures()));
        }
    }

    private static void print(Replay replay, Path directory) {
        Model model = replay.model();
        System.out.printf(Locale.ROOT, "trained on %,d requests (%,d cleaned away) within %s s: k = %d, %s, %s%n",
                model.trainRequests(), replay.training().cleaned(), model.trainTime(), model.k(), model.scoring(),
                String.join(", ", model.features()));
        System.out.printf(Locale.ROOT, "flagged %,d of the %,d requests that began afterwards%n", replay.flagged(),
                replay.testRows().length);
        System.out.println("run in " + directory);
    }
}
