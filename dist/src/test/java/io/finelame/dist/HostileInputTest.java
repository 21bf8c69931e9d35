package io.finelame.dist;

import io.finelame.cli.Subcommand;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.text.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Every command that reads files, on thousands of damaged ones: none hangs, and what is wrong is said in lines that name no
 * exception. -Dfinelame.fuzz.times=N: N times as many; -Dfinelame.fuzz.first=SEED: from that seed on.
 */
@Tag("slow")
class HostileInputTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int MOST_SHOWN = 1_000;
    private static final int TIMES = Integer.getInteger("finelame.fuzz.times", 1);
    private static final long FIRST = Long.getLong("finelame.fuzz.first", 0);
    private static final Path DATASETS = Path.of("../datasets");
    private static final String CONFIGURATION = """
                                                model_params:
                                                    k: 4
                                                    features: [REQ_CPUTIME, REQ_TCP_SENT]
                                                    scoring: linf
                                                    threshold: 'quantile:0.99'
                                                    min_cluster: 2%
                                                    leave_out: [first]
                                                request_stats:
                                                    REQ_CPUTIME: {datapoint: cputime}
                                                resource_monitors:
                                                    - {event: sched_switch, in_fn_name: sched_switch, type: t, side: k}
                                                    - event: 'sock_send_length'
                                                      in_fn_name: 'probe_tcp_sendmsg'
                                                      type: 't'
                                                      side: 'k'
                                                    - {event: allocators, in_fn_name: probe_memory}
                                                hardware_monitors:
                                                    - {event: instructions, fn_name: probe_instructions, sample_period: 1000}
                                                server: &server
                                                    exec_path: /bin/true
                                                    mapper: auto
                                                    request_boundary: response
                                                applications: [*server]
                                                train_time: 12.5
                                                snapshot_interval: 200
                                                idle_timeout: 30
                                                max_requests: 1000
                                                """;
    private static final String SWEEP = """
                                        k: 2..3
                                        features: [default, REQ_CPUTIME]
                                        scoring: [l1, linf]
                                        threshold: [max]
                                        silhouette: false
                                        restarts: 1
                                        """;

    @TempDir
    private Path directory;

    private final List<String> problems = new ArrayList<>();

    /**
     * A file, what is done to it, and the commands that then read it, in turn.
     *
     * @param count of inputs
     * @param out what the commands may write, deleted before each
     */
    private record Case(String name, Path file, Damage damage, int count, Path out, List<List<String>> commands) {}

    private record Tally(int inputs, Duration longest, Map<Integer, Integer> exitCodes) {
        String row(String name, Duration all) {
            return String.format(Locale.ROOT, "| %s | %,d | %.2f | %s | %.0f |", name, inputs,
                    longest.toMillis() / 1e3, exitCodes, all.toMillis() / 1e3);
        }
    }

    @Test
    void command_anyDamagedInput_endsInTimeAndSaysWhatIsWrong() throws Exception {
        System.out.println("| input | tried | longest, s | exit codes | all, s |\n| --- | ---: | ---: | --- | ---: |");
        List<Case> cases = cases();
        int inputs = 0;
        for (Case tried : cases) {
            long begun = System.nanoTime();
            Tally tally = run(tried);
            inputs += tally.inputs;
            System.out.println(tally.row(tried.name, Duration.ofNanos(System.nanoTime() - begun)));
            require(tally.exitCodes.containsKey(0), tried.name + ": nothing was read to its end");
        }
        System.out.println("inputs: " + inputs);
        assertEquals(List.of(), problems);
    }

    private List<Case> cases() throws Exception {
        String recording = copy(DATASETS.resolve("threadpool/recording"), "recording").toString();
        Path labels = Files.copy(DATASETS.resolve("threadpool/labels.csv"), directory.resolve("labels.csv"));
        Path configuration = Files.writeString(directory.resolve("fl_cfg.yml"), CONFIGURATION);
        requireSuccess("read-configuration", configuration.toString());
        Path sweep = Files.writeString(directory.resolve("sweep.yml"), SWEEP);
        String run = directory.resolve("run").toString();
        String swept = directory.resolve("swept").toString();
        String resumed = directory.resolve("resumed").toString();
        requireSuccess("replay", recording, "--min-cluster", "5%", "--out", run);
        writeShares(run);
        requireSuccess("replay", "--sweep", sweep.toString(), recording, "--labels", labels.toString(), "--out", swept);
        requireSuccess("replay", "--sweep", sweep.toString(), recording, "--out", resumed);
        Path out = directory.resolve("out");
        List<String> replay = List.of("replay", recording, "--out", out.toString());
        List<String> analyze = List.of("analyze", run, "--out", out.toString());
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("recording", only(recording, ".cq4"), Damage.RECORDING, 900, out, List.of(
                List.of("inspect", recording), List.of("inspect", "--json", recording),
                List.of("inspect", "--csv", recording), List.of("inspect", "--peers", recording),
                List.of("top", "--once", "--attach", recording), replay)));
        cases.add(new Case("fl_cfg.yml", configuration, Damage.TEXT, 400, out,
                List.of(List.of("read-configuration", configuration.toString()))));
        cases.add(new Case("sweep.yml", sweep, Damage.TEXT, 200, out,
                List.of(List.of("replay", "--sweep", sweep.toString(), recording, "--out", out.toString()))));
        cases.add(new Case("labels.csv", labels, Damage.TEXT, 200, out,
                List.of(with(analyze, "--labels", labels.toString()))));
        cases.add(new Case("model.json of replay --model", Path.of(run, "model.json"), Damage.TEXT, 200, out,
                List.of(with(replay, "--model", run + "/model.json"))));
        for (String name : List.of("run.json", "model.json", "test_", "train_", "set_aside_", "scores_", "series_",
                "shares_", "peers_")) {
            cases.add(new Case(name.replaceFirst("_$", "_L.csv"), only(run, name), Damage.TEXT, 80, out,
                    List.of(analyze)));
        }
        cases.add(new Case("runs.csv", Path.of(swept, "runs.csv"), Damage.TEXT, 200, out,
                List.of(List.of("analyze", swept, "--out", out.toString()))));
        cases.add(new Case("runs.journal", Path.of(resumed, "runs.journal"), Damage.TEXT, 150,
                Path.of(resumed, "runs.csv"),
                List.of(List.of("replay", "--sweep", sweep.toString(), recording, "--out", resumed))));
        return cases;
    }

    /** As of a server of two processes, which none of the recordings is of. */
    private static void writeShares(String run) throws IOException {
        Path scores = only(run, "scores_");
        String shares = Files.readAllLines(scores).stream().skip(1).map(line -> line.split(",")[0])
                .map(id -> id + ",nginx,1000000\n" + id + ",gunicorn (python3.11),3000000\n")
                .collect(Collectors.joining("", "req_id,process,cputime\n", ""));
        Files.writeString(scores.resolveSibling(scores.getFileName().toString().replace("scores", "shares")), shares);
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }

    private Tally run(Case tried) throws Exception {
        byte[] whole = Files.readAllBytes(tried.file);
        Map<Integer, Integer> exitCodes = new TreeMap<>();
        Duration longest = Duration.ZERO;
        int count = tried.count * TIMES;
        for (int i = 0; i < count; i++) {
            long seed = FIRST + i / tried.commands.size();
            Files.write(tried.file, tried.damage.of(whole, seed));
            delete(tried.out);
            List<String> command = tried.commands.get(i % tried.commands.size());
            long begun = System.nanoTime();
            CommandOutcome outcome = inTime(tried.name + ", seed " + seed + ", " + command.getFirst(), command);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            longest = took.compareTo(longest) > 0 ? took : longest;
            exitCodes.merge(outcome.exitCode(), 1, Integer::sum);
        }
        Files.write(tried.file, whole);
        return new Tally(count, longest, exitCodes);
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /** @throws AssertionError at once if it takes too long: its thread can't be ended */
    private CommandOutcome inTime(String what, List<String> command) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        try {
            CommandOutcome outcome = CompletableFuture.supplyAsync(() -> outcome(command), thread)
                    .get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            check(outcome, what);
            return outcome;
        } catch (TimeoutException e) {
            throw new AssertionError(what + ": longer than " + LONGEST + "; " + problems, e);
        } finally {
            thread.shutdownNow();
        }
    }

    private void check(CommandOutcome outcome, String what) {
        try {
            outcome.requireOrderly(what);
        } catch (AssertionError e) {
            problems.add(e.getMessage().substring(0, Math.min(MOST_SHOWN, e.getMessage().length())));
        }
        outcome.err().lines().filter(line -> !line.startsWith("finelame: ") && !line.startsWith("warning: "))
                .findFirst()
                .ifPresent(line -> problems.add(what + ": " + OneLine.printable(line)));
    }

    /** @param command the subcommand's name, then its arguments */
    static CommandOutcome outcome(List<String> command) {
        String[] arguments = command.subList(1, command.size()).toArray(String[]::new);
        Object named = ServiceLoader.load(Subcommand.class).stream()
                .filter(provider -> provider.type().getAnnotation(Command.class).name()
                        .equals("finelame " + command.getFirst()))
                .findFirst().<Object>map(ServiceLoader.Provider::get).orElseGet(ReadConfiguration::new);
        return CommandOutcome.of(named, arguments);
    }

    private static void requireSuccess(String... command) {
        CommandOutcome outcome = outcome(List.of(command));
        assertEquals(0, outcome.exitCode(), outcome.toString());
    }

    private Path copy(Path original, String name) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    private static Path only(String directory, String part) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return files.filter(file -> file.getFileName().toString().startsWith(part)
                    || file.getFileName().toString().endsWith(part)).findFirst().orElseThrow();
        }
    }

    private static void delete(Path out) throws IOException {
        if (Files.isDirectory(out)) {
            try (Stream<Path> files = Files.list(out)) {
                for (Path file : files.toList()) {
                    delete(file);
                }
            }
        }
        Files.deleteIfExists(out);
    }
}
