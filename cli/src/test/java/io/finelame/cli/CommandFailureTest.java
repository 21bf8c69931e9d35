package io.finelame.cli;

import io.finelame.cli.file.InputException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the user sees of a command that fails, and its exit code. */
class CommandFailureTest {
    @Command(name = "failing")
    private static final class Failing implements Runnable {
        private final Runnable failure;
        @Option(names = "--debug")
        private boolean debug;

        Failing(Runnable failure) {
            this.failure = failure;
        }

        @Override
        public void run() {
            failure.run();
        }
    }

    /** A class that needs more memory than there is, whoever needs the class. */
    private static final class Large {
        private static final List<String> TABLE = fill();

        private static List<String> fill() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    private record Result(int exitCode, List<String> lines) {}

    private static Result run(RuntimeException failure, String... arguments) {
        return run(() -> {
            throw failure;
        }, arguments);
    }

    private static Result run(Runnable failure, String... arguments) {
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

    private static void requireShortage(Result result) {
        assertEquals(1, result.exitCode);
        assertEquals(1, result.lines.size(), result.toString());
        assertTrue(result.lines.getFirst().matches(
                "finelame: out of memory \\(heap of \\d+ MB\\): increase it, e.g. with FINELAME_JAVA_OPTIONS=-Xmx8g"),
                result.toString());
    }

    @Test
    void run_outOfMemory_saysHowMuchThereIsAndWhatToDo() {
        requireShortage(run(() -> {
            throw new OutOfMemoryError("Java heap space");
        }));
    }

    @Test
    void run_outOfMemoryWithinALibrarysExceptions_saysTheSame() {
        requireShortage(run(new IllegalStateException("the scan failed",
                new ExecutionException(new OutOfMemoryError("Java heap space")))));
    }

    /** Of the second that needs it, the JVM says only that it could not be initialised. */
    @Test
    void run_outOfMemoryInAnInitializer_saysTheSameEachTime() {
        for (int time = 0; time < 2; time++) {
            requireShortage(run(() -> System.out.println(Large.TABLE)));
        }
    }

    @Test
    void run_threadThatCanNotBeStarted_namesItsLimits() {
        assertEquals(
                new Result(1, List.of("finelame: a thread can't be started: raise the limit of processes (ulimit -u,"
                        + " pids.max of the cgroup), or that of memory")),
                run(() -> {
                    throw new OutOfMemoryError("unable to create native thread: possibly out of memory or"
                            + " process/resource limits reached");
                }));
    }
}
