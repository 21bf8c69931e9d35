package io.finelame.dist;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Commands that don't record, ended by a signal in the middle of their work. */
@Tag("slow")
class InterruptedCommandsTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    @TempDir
    private Path directory;

    /** {@code pipe} has a reader that reads nothing: who writes to it waits. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            INT  | 130 | inspect --csv recording >pipe              | [ -e begun ]                    | interrupted
                                            TERM | 143 | inspect --csv recording >pipe              | [ -e begun ]                    | interrupted
                                            INT  | 130 | replay recording --out out                 | ls -d .run* 2>/dev/null         | interrupted: nothing was written
                                            TERM | 143 | replay recording --out out                 | ls -d .run* 2>/dev/null         | interrupted: nothing was written
                                            INT  | 130 | replay --sweep sweep.yml recording --out s | [ -s s/runs.journal ]           | interrupted: .* the same command resumes
                                            TERM | 143 | replay --sweep sweep.yml recording --out s | [ -s s/runs.journal ]           | interrupted: .* the same command resumes
                                            INT  | 130 | analyze run --quiet --figures figures      | ls figures/* 2>/dev/null        | interrupted.*
                                            TERM | 143 | analyze run --quiet --figures figures      | ls figures/* 2>/dev/null        | interrupted.*
                                            INT  | 130 | top --attach cut --interval 600            | [ -s .shell/out ]               | interrupted
                                            TERM | 143 | top --attach cut --interval 600            | [ -s .shell/out ]               | interrupted
                                            """)
    void command_signal_endsAtOnceWithItsCodeAndOneLine(String signal, int exitCode, String command, String until,
            String line) throws Exception {
        prepare();
        CommandOutcome outcome = Shell.in(directory).run("""
                                                         mkfifo pipe
                                                         { read -r line && touch begun; exec sleep 60; } <pipe &
                                                         reader=$!
                                                         env --default-signal=INT,TERM finelame %s &
                                                         command=$!
                                                         until %s; do sleep 0.02; done >/dev/null
                                                         touch sent
                                                         kill -%s $command
                                                         wait $command
                                                         code=$?
                                                         touch ended
                                                         kill $reader
                                                         exit $code
                                                         """.formatted(command, until, signal));
        Duration took = Duration.between(modified("sent"), modified("ended"));

        assertEquals(exitCode, outcome.exitCode(), outcome.toString());
        assertTrue(outcome.err().matches("finelame: " + line + "\n"), outcome.err());
        assertTrue(took.compareTo(AT_ONCE) < 0, took.toString());
        try (Stream<Path> left = Files.list(directory)) {
            assertTrue(left.noneMatch(file -> file.getFileName().toString().startsWith(".run")));
        }
    }

    private Instant modified(String file) throws IOException {
        return Files.getLastModifiedTime(directory.resolve(file)).toInstant();
    }

    private void prepare() throws IOException {
        Path recording = Shell.recording("nodejs");
        Path cut = Files.createDirectory(directory.resolve("cut"));
        Files.createSymbolicLink(directory.resolve("recording"), recording);
        Files.createSymbolicLink(directory.resolve("run"),
                Path.of("../run/src/test/resources/demo").toAbsolutePath().normalize());
        Files.writeString(directory.resolve("sweep.yml"), "features: subsets\nk: [2, 3, 4]\nthin: 1..100\n");
        try (Stream<Path> files = Files.list(recording)) {
            Path queue = files.filter(file -> file.toString().endsWith(".cq4")).findFirst().orElseThrow();
            byte[] whole = Files.readAllBytes(queue);
            Files.write(cut.resolve(queue.getFileName()), Arrays.copyOf(whole, 500_000));
        }
    }
}
