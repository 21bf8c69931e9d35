package io.finelame.cli;

import io.finelame.cli.file.InputException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the user sees of a command that fails, and its exit code. */
class CommandFailureTest {
    @Command(name = "failing")
    private static final class Failing implements Runnable {
        private final RuntimeException failure;
        @Option(names = "--debug")
        private boolean debug;

        Failing(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public void run() {
            throw failure;
        }
    }

    private record Result(int exitCode, List<String> lines) {}

    private static Result run(RuntimeException failure, String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            int exitCode = CommandErrors.run(new Failing(failure), arguments);
            return new Result(exitCode, captured.toString(StandardCharsets.UTF_8).lines().toList());
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void run_wrongInput_isOneLineForEachProblemAndExitCode2() {
        assertEquals(
                new Result(2, List.of("finelame: a.yml:1: k: expected a number", "finelame: a.yml:2: unknown key")),
                run(new InputException(List.of("a.yml:1: k: expected a number", "a.yml:2: unknown key"))));
    }

    @Test
    void run_illegalArgument_isABugAndExitCode1() {
        assertEquals(new Result(1, List.of("finelame: unexpected java.lang.IllegalArgumentException: no field 'x':"
                + " this is a bug of finelame; report it with the output of --debug")),
                run(new IllegalArgumentException("no field 'x'")));
    }

    @Test
    void run_illegalArgumentWithDebug_printsWhereItIs() {
        Result result = run(new IllegalArgumentException("no field 'x'"), "--debug");

        assertTrue(result.lines.stream().anyMatch(line -> line.contains("at io.finelame.cli.CommandFailureTest")),
                result.toString());
    }
}
