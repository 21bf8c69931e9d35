package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Processes that begin, change and end in ways that are their own business. */
@KernelTest
@Tag("slow")
class ProcessLifeTest {
    @TempDir
    private Path directory;

    private PythonServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private Path copyOf(String program) throws Exception {
        Path original = Path.of(program).toRealPath();
        return Files.copy(original, directory.resolve("copy-of-" + original.getFileName()));
    }

    private void assertRecorded(int requests) {
        List<RecordedRequest> recorded = server.requests();
        assertEquals(requests, recorded.size());
        assertTrue(recorded.stream().allMatch(request -> request.get("cputime") > 0), recorded.toString());
    }

    @Test
    void record_mainThreadEnds_recordsWhatTheOtherThreadServes() throws Exception {
        server = PythonServer.start(directory, "in_a_thread").awaitListening();
        NodeServer.Command recorder = server.recordPid();
        server.visit("/end-main-thread");
        server.visit(5);
        recorder.end();

        assertRecorded(6);
    }

    @Test
    void record_requestWaitsForProgramsThatItRuns_isChargedForWhatFollows() throws Exception {
        server = PythonServer.start(directory, "event_loop").awaitListening();
        NodeServer.Command recorder = server.recordPid();
        server.visit("/run-programs");
        recorder.end();

        List<RecordedRequest> recorded = server.requests();
        assertEquals(1, recorded.size());
        assertTrue(recorded.getFirst().get("pgfaults") >= 2000, recorded.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--pid", "--exec"})
    void record_mainThreadHasEnded_findsTheProcess(String option) throws Exception {
        Path program = copyOf("/usr/bin/python3");
        server = PythonServer.run(directory, program.toString(), PythonServer.script(), "in_a_thread")
                .awaitListening();
        server.visit("/end-main-thread");
        NodeServer.Command recorder = server
                .record(option, option.equals("--pid") ? Long.toString(server.pid()) : program.toString())
                .awaitLine("attached");
        server.visit(5);
        recorder.end();

        assertRecorded(5);
    }

    @Test
    void record_threadExecutesAnotherProgram_goesOnWithTheProcess() throws Exception {
        server = PythonServer.run(directory, "sh", "-c", "read -r _; exec /usr/bin/python3 \"$@\"", "sh",
                PythonServer.script(), "executed_by_a_thread");
        NodeServer.Command recorder = server.recordPid();
        server.proceed();
        server.awaitListening().visit(5);
        recorder.end();

        assertRecorded(5);
    }

    @Test
    void record_processesThatLiveForAMoment_areFoundByTheirExecutable() throws Exception {
        Path program = copyOf("/bin/sh");
        server = PythonServer.start(directory, "starts_program_for_each_connection", program.toString())
                .awaitListening();
        NodeServer.Command recorder = server.record("--exec", program.toString()).awaitLine("attached");
        server.visit(20);
        recorder.end();

        assertRecorded(20);
    }

    @Test
    void record_executableOfTwo_recordsEither() throws Exception {
        Path program = copyOf("/bin/sh");
        server = PythonServer.start(directory, "starts_program_for_each_connection", program.toString())
                .awaitListening();
        NodeServer.Command recorder = server
                .record("--exec", copyOf("/usr/bin/env").toString(), "--exec", program.toString())
                .awaitLine("attached");
        server.visit(3);
        recorder.end();

        assertRecorded(3);
    }

    @Test
    void record_executableIsReplaced_recordsTheProcessesOfBoth() throws Exception {
        Path program = copyOf("/usr/bin/python3");
        String[] command = {program.toString(), PythonServer.script(), "plain"};
        server = PythonServer.run(directory, command).awaitListening();
        NodeServer.Command recorder = server.record("--exec", program.toString()).awaitLine("attached");
        Path next = Files.copy(program, directory.resolve("next"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(next, program, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (PythonServer upgraded = PythonServer.run(directory, command).awaitListening()) {
            server.visit(2);
            awaitRequest(upgraded);
            recorder.end();
        }

        long fromBoth = server.requests().stream().filter(request -> request.get("sport") > 0).count();
        assertTrue(fromBoth > 2, fromBoth + " requests");
    }

    /** The recorder looks for another file twice a second. */
    private void awaitRequest(PythonServer upgraded) throws Exception {
        for (int i = 0; i < 40; i++) {
            upgraded.visit(1);
            Thread.sleep(50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--pid", "--exec"})
    void record_executableWasRemoved_recordsTheProcessThatRunsIt(String option) throws Exception {
        Path program = copyOf("/usr/bin/python3");
        server = PythonServer.run(directory, program.toString(), PythonServer.script(), "plain").awaitListening();
        server.visit("/remove-executable");
        assertTrue(Files.notExists(program));
        NodeServer.Command recorder = server
                .record(option, option.equals("--pid") ? Long.toString(server.pid()) : program.toString())
                .awaitLine("attached");
        server.visit(5);
        recorder.end();

        assertRecorded(5);
    }
}
