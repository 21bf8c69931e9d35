package io.finelame.record;

import io.finelame.bpf.elf.ElfFile;
import io.finelame.bpf.elf.GoRuntime;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.file.InputException;
import io.finelame.record.config.Configuration;
import io.finelame.record.probe.ProbePlanner;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Go servers, as they are built and as they are shipped: stripped. */
@Tag("slow")
class GoServerTest {
    private static final String STRIPPED = "-ldflags=-s -w";
    private static final int ALLOCATED = 1_000_000;

    /** Shared, because the standard library is compiled once for each way of building. */
    @TempDir
    private static Path cache;

    @TempDir
    private Path directory;

    private Path build(String... options) throws Exception {
        Path go = Prerequisite.file("/usr/bin/go", "golang-go");
        Path executable = directory.resolve("server");
        List<String> line = new ArrayList<>(List.of(go.toString(), "build", "-o", executable.toString()));
        line.addAll(List.of(options));
        line.add(Path.of(getClass().getResource("server.go").toURI()).toString());
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment().put("GO111MODULE", "off");
        builder.environment().put("GOCACHE", cache.toString());
        assertEquals(0, builder.start().waitFor());
        return executable;
    }

    private Configuration configuration(Path server, String mapper) throws Exception {
        return Configuration.load(Files.writeString(directory.resolve("fl_cfg.yml"), """
                                                                                     applications:
                                                                                       - exec_path: '%s'
                                                                                         monitors: [%s]
                                                                                     """.formatted(server, mapper)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ldflags=", STRIPPED})
    void plan_returnProbeOnAGoFunction_isRefusedWithTheReason(String option) throws Exception {
        Configuration configuration = configuration(build(option),
                "{event: main.handle, in_fn_name: map_tid_to_rid_1, ret_fn_name: unmap_tid_to_rid}");

        String message = assertThrows(InputException.class,
                () -> ProbePlanner.plan(configuration, ServerFiles.ofThisMachine(), null, new Selection.Executables()))
                .getMessage();
        assertTrue(message.contains("fl_cfg.yml:3: applications[0].monitors[0].ret_fn_name: 'main.handle' is a Go"
                + " function") && message.contains("crash the server"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ldflags=", STRIPPED, "-buildmode=pie"})
    void function_ofAGoProgram_isWhereTheLinkerPutIt(String option) throws Exception {
        ElfFile whole = ElfFile.read(build("-ldflags="));
        long offset = whole.function("main.handle").offsets().getFirst();
        ElfFile elf = ElfFile.read(build(option));

        assertTrue(elf.isGo());
        assertTrue(elf.isGoFunction(elf.function("main.handle")));
        assertNotNull(elf.function("net/http.(*conn).serve"));
        assertEquals(1, elf.function("main.handle").offsets().size());
        if (option.equals(STRIPPED)) {
            assertEquals(offset, elf.function("main.handle").offsets().getFirst());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ldflags=", STRIPPED})
    void goRuntime_ofAGoProgram_isKnownStrippedOrNot(String option) throws Exception {
        assertTrue(GoRuntime.of(build(option)).isPresent());
    }

    @Test
    void goRuntime_ofAnotherProgram_isNone() {
        assertEquals(Optional.empty(), GoRuntime.of(Path.of("/bin/sh")));
    }

    @Test
    @KernelTest
    void record_entryProbeByNameInAStrippedServer_firesAndTheServerLives() throws Exception {
        try (NodeServer server = NodeServer.start(directory, "kinds-of-work.js")) {
            Path executable = build(STRIPPED);
            configuration(executable, "{event: main.handle, in_fn_name: new_assoc_2}");
            server.listen(executable.toString());
            NodeServer.Command recorder = server.launch(RecordCommand.class, "--out", directory.toString(),
                    directory.resolve("fl_cfg.yml").toString(), "go").awaitLine("attached");
            try (Connection connection = new Connection(server.url())) {
                for (int i = 0; i < 20; i++) {
                    connection.get("/");
                }
            }
            recorder.end();
        }

        assertEquals(20, RecordedRequest.read(directory.resolve("go")).size());
    }

    @Test
    @KernelTest
    void memory_goServer_countsWhatItsOwnAllocatorGives() throws Exception {
        try (NodeServer server = NodeServer.start(directory, "kinds-of-work.js")) {
            server.listen(build(STRIPPED).toString());
            NodeServer.Command recorder = server.launch(RecordCommand.class, "--out", directory.toString(), "--memory",
                    "--pid", Long.toString(server.pid()), "go").awaitLine("attached");
            try (Connection connection = new Connection(server.url())) {
                connection.get("/");
                connection.get("/allocate");
            }
            recorder.end();
        }

        List<Long> counted = RecordedRequest.read(directory.resolve("go")).stream()
                .map(request -> request.get("mem_malloc")).toList();
        assertTrue(counted.get(0) < ALLOCATED / 2 && counted.get(1) > ALLOCATED, counted.toString());
    }
}
