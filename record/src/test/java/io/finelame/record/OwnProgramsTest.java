package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.bpf.finelame.OwnPrograms;
import io.finelame.cli.file.InputException;
import io.finelame.record.config.Configuration;
import io.finelame.record.doctor.DoctorCommand;
import io.finelame.record.probe.ProbePlanner;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The user's own eBPF: what is said where it is wrong, and the example for nginx. */
@Tag("slow")
class OwnProgramsTest {
    private static final String COUNTS_CALLS = """
                                               #include "finelame.bpf.h"
                                               SEC("uprobe")
                                               int count_calls(struct pt_regs *ctx) { credit_request(REQ_CUSTOM, 1); return 0; }
                                               char LICENSE[] SEC("license") = "GPL";
                                               """;
    private static final Path NGINX = Path.of("../datasets/nginx").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    private Path write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void open_sourceWithAnError_saysFileAndLine() throws Exception {
        Path source = write("own.bpf.c", """
                                         #include "finelame.bpf.h"
                                         SEC("uprobe")
                                         int own(struct pt_regs *ctx) { return no_such_thing; }
                                         """);

        String message = assertThrows(BpfException.class, () -> OwnPrograms.open(source)).getMessage();
        assertTrue(message.startsWith(source + ":3:") && message.contains("no_such_thing"), message);
    }

    /** As root's environment may have it from the user who called su or doas. */
    @ParameterizedTest
    @ValueSource(strings = {"CPATH", "C_INCLUDE_PATH"})
    void doctor_directoryOfHeadersInTheEnvironment_isNotLookedAt(String variable) throws Exception {
        Path headers = Files.createDirectories(directory.resolve("headers/bpf"));
        Files.writeString(headers.resolve("bpf_helpers.h"), "#error another header\n");
        write("own.bpf.c", COUNTS_CALLS);
        Path configuration = write("fl_cfg.yml",
                "ebpf_prog: own.bpf.c\napplications: [{exec_path: /bin/true, mapper: auto}]\n");
        try (NodeServer commands = NodeServer.idle(directory)) {
            List<String> said = commands.launch(Map.of(variable, headers.getParent().toString()), DoctorCommand.class,
                    configuration.toString()).awaitEnd();
            assertEquals("recording works here", said.getLast(), said.toString());
        }
    }

    @Test
    void open_missingFile_saysWhatIsExpected() {
        String message = assertThrows(BpfException.class, () -> OwnPrograms.open(directory.resolve("none.bpf.c")))
                .getMessage();
        assertTrue(message.contains("none.bpf.c: no such file: expected eBPF source"), message);
    }

    @Test
    void plan_programThatIsNotThere_namesThoseThatAre() throws Exception {
        write("own.bpf.c", COUNTS_CALLS);
        Configuration configuration = Configuration.load(write("fl_cfg.yml",
                """
                ebpf_prog: own.bpf.c
                resource_monitors:
                  - {event: malloc, exec_path: /lib/x86_64-linux-gnu/libc.so.6, in_fn_name: count_cals, side: u}
                applications: [{exec_path: /bin/true}]
                """));

        try (OwnPrograms own = OwnPrograms.open(configuration.ebpfProgram().orElseThrow())) {
            String message = assertThrows(InputException.class,
                    () -> ProbePlanner.plan(configuration, ServerFiles.ofThisMachine(), own,
                            new Selection.Executables()))
                    .getMessage();
            assertTrue(message.contains("no program 'count_cals'") && message.contains("did you mean 'count_calls'?"),
                    message);
        }
    }

    @Test
    @KernelTest
    void add_programsOfAnotherLayout_asksToRecompile() throws Exception {
        Path source = write("old.bpf.c",
                """
                #include <linux/bpf.h>
                #include <bpf/bpf_helpers.h>
                struct datapoint { __u64 first_ts; };
                struct {
                    __uint(type, BPF_MAP_TYPE_HASH);
                    __uint(max_entries, 16);
                    __type(key, __u64);
                    __type(value, struct datapoint);
                } datapoints SEC(".maps");
                SEC("uprobe")
                int own(void *ctx) { __u64 key = 1; return bpf_map_lookup_elem(&datapoints, &key) ? 1 : 0; }
                char LICENSE[] SEC("license") = "GPL";
                """);

        try (FinelameObject object = FinelameObject.load(16); OwnPrograms own = OwnPrograms.open(source)) {
            String message = assertThrows(BpfException.class, () -> object.add(own)).getMessage();
            assertTrue(message.contains("struct datapoint is not this version's: recompile it"), message);
        }
    }

    @Test
    @KernelTest
    void record_nginxByItsOwnMappers_hasARequestForEachOfAKeptConnection() throws Exception {
        Path page = write("index.html", "x".repeat(5000));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (NodeServer server = NodeServer.start(directory, "kinds-of-work.js")) {
            server.listen(NGINX.resolve("server.sh").toString(), "--port", "0", "--pages", directory.toString());
            NodeServer.Command recorder = server.launch(RecordCommand.class, "--out", directory.toString(),
                    NGINX.resolve("fl_cfg.yml").toString(), "nginx").awaitLine("attached");
            try (Connection connection = new Connection(server.url())) {
                for (int i = 0; i < 3; i++) {
                    connection.get("/" + page.getFileName());
                }
                connection.send("GET /" + page.getFileName() + " HTTP/1.1\r\nHost: server\r\nReferer: http://"
                        + "a".repeat(20) + "!\r\n\r\n");
                connection.receive();
            }
            recorder.end();
        }

        List<RecordedRequest> requests = RecordedRequest.read(directory.resolve("nginx"));
        assertEquals(4, requests.size());
        assertTrue(requests.stream().allMatch(request -> request.get("tcp_sent") > 5000));
        assertEquals(List.of(0L, 0L, 0L, 28L), requests.stream().map(request -> request.get("custom")).toList());
    }
}
