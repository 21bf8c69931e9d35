package io.finelame.replay.detect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DetectionActionTest {
    private static final DetectionReport DETECTION = new DetectionReport("2026-11-23T18:46:22.000000001Z", "7",
            "2001:db8::1", 4711, "REQ_CPUTIME", 5.45, 545, 100, 1, 11_200_000, 2, 1, "match");

    @TempDir
    private Path directory;

    @Test
    void run_command_hasTheDetectionInItsEnvironment() throws Exception {
        Path file = directory.resolve("environment");
        DetectionAction action = new DetectionAction("env | grep ^FINELAME_ | sort > " + file);

        action.run(DETECTION);

        assertEquals(List.of("--on-detection: 1 run, 0 failed, 0 ended after 10 s, 0 not run"), action.finish());
        assertEquals(List.of("FINELAME_ADDRESS=2001:db8::1", "FINELAME_CPU_NS=11200000", "FINELAME_FEATURE=REQ_CPUTIME",
                "FINELAME_FUNCTION=match", "FINELAME_PORT=4711", "FINELAME_REQUEST=7", "FINELAME_SCORE=5.45",
                "FINELAME_TIME=2026-11-23T18:46:22.000000001Z"),
                Files.readAllLines(file).stream()
                        .filter(line -> line
                                .matches("FINELAME_(ADDRESS|CPU_NS|FEATURE|FUNCTION|PORT|REQUEST|SCORE|TIME)=.*"))
                        .toList());
    }

    @Test
    void run_fiveAtOnce_fourAreRunAndTheFifthIsCounted() throws Exception {
        DetectionAction action = new DetectionAction("sleep 1");
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            action.run(DETECTION).ifPresent(said::add);
        }

        assertEquals(1, said.size());
        assertTrue(said.getFirst().contains("at most 4 run at once, and 10 in a second"), said.toString());
        assertEquals("--on-detection: 4 run, 0 failed, 0 ended after 10 s, 2 not run", action.finish().getLast());
    }

    @Test
    void tick_commandThatFails_isToldWithItsExitCode() throws Exception {
        DetectionAction action = new DetectionAction("exit 3");
        action.run(DETECTION);

        assertEquals(List.of("--on-detection: exit code 3 for request 7",
                "--on-detection: 1 run, 1 failed, 0 ended after 10 s, 0 not run"), action.finish());
    }

    @Test
    void finish_commandThatTakesTooLong_isEndedWithItsChildren() throws Exception {
        Path file = directory.resolve("child");
        DetectionAction action = new DetectionAction("sleep 100 & echo $! > " + file + "; wait", 1);
        action.run(DETECTION);

        assertEquals(List.of("--on-detection: ended after 1 s, for request 7",
                "--on-detection: 1 run, 0 failed, 1 ended after 1 s, 0 not run"), action.finish());
        long child = Long.parseLong(Files.readString(file).strip());
        if (ProcessHandle.of(child).isPresent()) {
            ProcessHandle.of(child).get().onExit().get(5, TimeUnit.SECONDS);
        }
    }
}
