package io.finelame.run;

import io.finelame.cli.file.InputException;
import io.finelame.run.labels.AddressBlock;
import io.finelame.run.table.RunColumns;
import io.finelame.run.table.RunFile;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reads the files of a run directory, and checks that they belong together. */
public final class RunDirectory {

    private final Path directory;
    private final Map<String, InetAddress> addresses = new HashMap<>();

    private RunDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * @throws InputException
     *             if a file is missing, malformed, of another format version or of another run
     */
    public static Run read(Path directory, String name) {
        return new RunDirectory(directory).read(name);
    }

    /** A run by itself. */
    public static Run read(Path directory) {
        return read(directory, RunNames.of(List.of(directory)).getFirst());
    }

    private Run read(String name) {
        JsonFiles files = new JsonFiles(directory);
        RunInfo info = files.runInfo();
        Model model = files.model();
        Requests train = requests(file(RunFile.TRAIN, info));
        Requests setAside = setAside(file(RunFile.SET_ASIDE, info), train.features());
        Requests test = requests(file(RunFile.TEST, info));
        requireSame(file(RunFile.TRAIN, info), train.features(), test.features());
        requireRecorded(model, test);
        if (test.size() == 0) {
            throw new InputException(file(RunFile.TEST, info), "no requests: none began after the train time of "
                    + model.trainTime() + " s; replay with a shorter train time");
        }
        requireCount(file(RunFile.TRAIN, info), "train", info.counts().train(), train.size());
        requireCount(file(RunFile.SET_ASIDE, info), "set_aside", info.counts().setAside(), setAside.size());
        requireCount(file(RunFile.TEST, info), "test", info.counts().test(), test.size());
        Scores scores = scores(file(RunFile.SCORES, info), model, test);
        return new Run(directory, name, info, model, train, setAside, test, scores,
                lives(file(RunFile.SERIES, info), test),
                processes(file(RunFile.SHARES, info), test), peers(file(RunFile.PEERS, info)),
                StackFiles.read(file(RunFile.STACKS, info), file(RunFile.STACK_SAMPLES, info), test));
    }

    private Path file(RunFile file, RunInfo info) {
        return directory.resolve(file.name(info.label()));
    }

    private Requests requests(Path file) {
        CsvFile csv = CsvFile.read(file, RunFile.TEST);
        List<String> features = csv.columns().stream().filter(RunFile.TEST::isFeature).toList();
        double[][] values = features.stream().map(csv::counters).toArray(double[][]::new);
        return new Requests(csv.requestIds(), csv.texts(RunColumns.ORIGIN_IP), addresses(csv),
                csv.times(RunColumns.ORIGIN_TS),
                csv.times(RunColumns.COMPLETION_TS),
                features, values, csv.longs(RunColumns.CLUSTER_LABEL));
    }

    /** Runs of versions that set nothing aside have no such file. */
    private Requests setAside(Path file, List<String> features) {
        if (Files.notExists(file)) {
            return new Requests(new long[0], new String[0], new InetAddress[0], new long[0], new long[0], features,
                    new double[features.size()][0], new long[0]);
        }
        Requests requests = requests(file);
        requireSame(file, features, requests.features());
        return requests;
    }

    private InetAddress[] addresses(CsvFile csv) {
        String[] texts = csv.texts(RunColumns.ORIGIN_IP);
        InetAddress[] parsed = new InetAddress[texts.length];
        for (int row = 0; row < texts.length; row++) {
            if (!texts[row].isEmpty()) {
                parsed[row] = address(csv, row, texts[row]);
            }
        }
        return parsed;
    }

    private InetAddress address(CsvFile csv, int row, String text) {
        try {
            return addresses.computeIfAbsent(text, AddressBlock::parseAddress);
        } catch (IllegalArgumentException e) {
            throw csv.error(row, "origin_ip is '" + text + "'; expected an IPv4 or IPv6 address, or nothing");
        }
    }

    private static void requireSame(Path file, List<String> trained, List<String> tested) {
        if (!trained.equals(tested)) {
            throw new InputException(file, 1, "features are " + String.join(", ", trained)
                    + "; expected those of the test file: " + String.join(", ", tested));
        }
    }

    private void requireRecorded(Model model, Requests test) {
        for (String feature : model.features()) {
            if (!test.hasFeature(feature)) {
                throw new InputException(directory.resolve("model.json"), "feature " + feature
                        + " is not in the test file, which has " + String.join(", ", test.features()));
            }
        }
    }

    private static void requireCount(Path file, String name, Long counted, int found) {
        if (counted != null && counted != found) {
            throw new InputException(file, found + " requests, but run.json counts " + counted + " (" + name
                    + "); the file is cut short or of another run");
        }
    }

    private static Scores scores(Path file, Model model, Requests test) {
        CsvFile csv = CsvFile.read(file, RunFile.SCORES);
        requireSameIds(csv, test.ids());
        double[][] distances = new double[model.k()][];
        for (int j = 0; j < distances.length; j++) {
            distances[j] = csv.distances(RunFile.score(j));
        }
        return new Scores(csv.distances(RunColumns.SCORE.name()), csv.times(RunColumns.DETECTION_TS),
                csv.counters(RunColumns.DETECTION_CPUTIME.name()),
                flags(csv), distances);
    }

    private static void requireSameIds(CsvFile csv, long[] ids) {
        long[] found = csv.requestIds();
        for (int row = 0; row < Math.min(found.length, ids.length); row++) {
            if (found[row] != ids[row]) {
                throw csv.error(row, "req_id is " + Long.toUnsignedString(found[row]) + "; expected "
                        + Long.toUnsignedString(ids[row]) + ", the request of the same line of the test file");
            }
        }
        if (found.length != ids.length) {
            throw new InputException(csv.path(), found.length + " lines of scores for " + ids.length
                    + " requests of the test file; expected as many");
        }
    }

    private static boolean[] flags(CsvFile csv) {
        long[] cells = csv.longs(RunColumns.IS_OUTLIER);
        boolean[] flags = new boolean[cells.length];
        for (int row = 0; row < flags.length; row++) {
            if (cells[row] != 0 && cells[row] != 1) {
                throw csv.error(row, "is_outlier is " + cells[row] + "; expected 0 or 1");
            }
            flags[row] = cells[row] == 1;
        }
        return flags;
    }

    /** The file exists only if processes were distinguished. */
    private static ProcessUse processes(Path file, Requests test) {
        if (Files.notExists(file)) {
            return ProcessUse.NONE;
        }
        CsvFile csv = CsvFile.read(file, RunFile.SHARES);
        return ProcessUse.of(test.ids(), csv.requestIds(), csv.texts(RunColumns.PROCESS),
                csv.counters(RunColumns.PROCESS_CPUTIME.name()));
    }

    /** Runs of earlier versions have no such file. */
    private static PeerUse peers(Path file) {
        if (Files.notExists(file)) {
            return PeerUse.NONE;
        }
        CsvFile csv = CsvFile.read(file, RunFile.PEERS);
        String[] addresses = csv.texts(RunColumns.PEER);
        long[] requests = csv.longs(RunColumns.PEER_REQUESTS);
        long[] mostAtOnce = csv.longs(RunColumns.MOST_AT_ONCE);
        double[] connections = csv.doublesOrNaN(RunColumns.CONNECTIONS);
        double[] cpuTime = csv.counters(RunColumns.PEER_CPUTIME.name());
        long[] flagged = csv.longs(RunColumns.PEER_FLAGGED);
        return new PeerUse(IntStream.range(0, addresses.length).mapToObj(row -> new PeerUse.Peer(addresses[row],
                requests[row], mostAtOnce[row], connections[row], cpuTime[row], flagged[row])).toList());
    }

    private static Lives lives(Path file, Requests test) {
        CsvFile csv = CsvFile.read(file, RunFile.SERIES);
        double[][] values = test.features().stream().map(csv::counters).toArray(double[][]::new);
        return new Lives(Lives.group(csv.requestIds()), csv.times(RunColumns.TS), values,
                csv.distances(RunColumns.EXCESS.name()));
    }
}
