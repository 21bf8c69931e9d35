package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Monitors that are attached to a server whose requests use nothing of what they count. */
@KernelTest
@Tag("slow")
class SilentMonitorsTest {
    @TempDir
    private Path directory;

    private List<String> warnings(int visits) throws Exception {
        Path configuration = Files.writeString(directory.resolve("fl_cfg.yml"),
                """
                resource_monitors:
                  - {event: sched_switch, in_fn_name: sched_switch, side: k}
                  - {event: sys_exit, in_fn_name: probe_file_io, side: k}
                  - {event: sys_enter, in_fn_name: probe_syscalls, side: k}
                applications: [{exec_path: /usr/bin/python3, mapper: auto}]
                """);
        try (PythonServer server = PythonServer.start(directory, "plain").awaitListening()) {
            NodeServer.Command recorder = server.record("--pid", Long.toString(server.pid()),
                    configuration.toString()).awaitLine("attached");
            server.visit(visits);
            List<String> lines = recorder.end();
            List<String> warnings = server.warnings().stream().filter(line -> line.contains("counted nothing"))
                    .toList();
            warnings.forEach(warning -> assertTrue(lines.contains("warning: " + warning), lines.toString()));
            return warnings;
        }
    }

    /** They read and write no file. System calls they make, and CPU time they use. */
    @Test
    void record_monitorWithNothingToCount_isSaidAtTheEndAndKeptInTheRecording() throws Exception {
        assertEquals(List.of(
                "probe_file_io (sys_exit) counted nothing: REQ_FILE_READ and REQ_FILE_WRITTEN are 0 for all 12 requests"),
                warnings(12));
    }

    @Test
    void record_fewRequests_saysNothing() throws Exception {
        assertEquals(List.of(), warnings(3));
    }
}
