package io.finelame.replay;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Commands that a signal ends, each in a process of its own. */
class InterruptionTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    private static final Path RECORDING = Shell.recording("nodejs");

    @TempDir
    private Path directory;

    /** Waits for a command to write, sends the signal, and says how long the command took from then on. */
    private record Ended(int exitCode, String out, String err, Duration took) {}

    private Ended end(String signal, String until, String command) throws Exception {
        Path sent = directory.resolve("sent");
        CommandOutcome outcome = Shell.in(directory).run("""
                                                         env --default-signal=INT,TERM finelame %s &
                                                         until %s; do sleep 0.05; done
                                                         touch sent
                                                         kill -%s $!
                                                         wait $!
                                                         """.formatted(command, until, signal));
        Duration took = Duration.between(Files.getLastModifiedTime(sent).toInstant(), Instant.now());
        return new Ended(outcome.exitCode(), outcome.out(), outcome.err(), took);
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void replay_sweepInterrupted_saysWhatIsKeptAndResumes(String signal, int exitCode) throws Exception {
        Files.writeString(directory.resolve("sweep.yml"), "features: subsets\nk: [2, 3, 4]\nthin: 1..100\n");
        Ended ended = end(signal, "[ -s out/runs.journal ]",
                "replay --sweep sweep.yml --out out " + RECORDING);

        assertEquals(exitCode, ended.exitCode, ended.toString());
        assertEquals("", ended.out);
        assertTrue(ended.err.matches("finelame: interrupted: [1-9]\\d* of 18,900 runs are in out;"
                + " the same command resumes\n"), ended.err);
        assertTrue(ended.took.compareTo(AT_ONCE) < 0, ended.took.toString());

        Ended again = end(signal,
                "[ $(wc -c <out/runs.journal) -gt " + Files.size(directory.resolve("out/runs.journal"))
                        + " ]",
                "replay --sweep sweep.yml --out out " + RECORDING);
        assertTrue(runs(again.err) > runs(ended.err), ended.err + again.err);
    }

    private static int runs(String line) {
        return Integer.parseInt(line.replaceFirst("(?s)finelame: interrupted: (\\S+) of .*", "$1").replace(",", ""));
    }

    @Test
    void replay_interruptedWhileItWrites_leavesNothing() throws Exception {
        Ended ended = end("TERM", "ls -d out/.run* 2>/dev/null", "replay --out out/run " + RECORDING);

        assertEquals(143, ended.exitCode, ended.toString());
        assertEquals("finelame: interrupted: nothing was written\n", ended.err);
        assertEquals(List.of(".shell", "out", "sent"), left());
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void top_interrupted_endsWithTheSignalsCode() throws Exception {
        Files.createDirectory(directory.resolve("recording"));
        try (Stream<Path> files = Files.list(RECORDING)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve("recording").resolve(file.getFileName()));
            }
        }
        Path queue = directory.resolve("recording/20261123-18F.cq4");
        Files.write(queue, java.util.Arrays.copyOf(Files.readAllBytes(queue), 500_000));
        Ended ended = end("INT", "[ -s .shell/out ]", "top --attach recording --interval 600");

        assertEquals(130, ended.exitCode, ended.toString());
        assertEquals("finelame: interrupted\n", ended.err);
    }
}
