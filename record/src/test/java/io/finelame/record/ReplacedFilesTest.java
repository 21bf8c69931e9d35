package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Request mappers, whose places are in a file, and a file that is replaced or removed while its server runs. */
@KernelTest
@Tag("slow")
class ReplacedFilesTest {
    @TempDir
    private Path directory;

    private NodeServer server;
    private Path program;
    private Path configuration;

    @BeforeEach
    void start() throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
        program = Files.copy(Path.of(server.node()), directory.resolve("node"), StandardCopyOption.COPY_ATTRIBUTES);
        configuration = Files.writeString(directory.resolve("fl_cfg.yml"),
                Files.readString(server.configuration()).replace(server.node(), program.toString()));
        listen();
    }

    private void listen() throws Exception {
        server.listen(program.toString(),
                Path.of(ReplacedFilesTest.class.getResource("kinds-of-work.js").toURI()).toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private NodeServer.Command record(String... options) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(List.of("--out", directory.toString()));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(configuration.toString(), "life"));
        return server.launch(RecordCommand.class, arguments.toArray(String[]::new)).awaitLine("attached");
    }

    private void visit(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (Connection connection = new Connection(server.url())) {
                connection.get("/");
            }
        }
    }

    private void assertRecorded(int requests) {
        // Node.js 12 calls uv_accept once when it starts, for no client.
        List<RecordedRequest> recorded = RecordedRequest.read(directory.resolve("life")).stream()
                .filter(request -> request.get("sport") > 0).toList();
        assertEquals(requests, recorded.size(), recorded.toString());
        assertTrue(recorded.stream().allMatch(request -> request.get("cputime") > 0), recorded.toString());
    }

    /** By a copy, whose functions are known, or by a file that has to be read. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void record_executableIsReplaced_attachesToTheNewFile(int bytesMore) throws Exception {
        NodeServer.Command recorder = record();
        visit(3);
        Path next = Files.copy(program, directory.resolve("next"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.write(next, new byte[bytesMore], StandardOpenOption.APPEND);
        Files.move(next, program, StandardCopyOption.REPLACE_EXISTING);
        recorder.awaitLine(program + " was replaced: attached to the new file");
        listen();
        visit(5);
        recorder.end();

        assertRecorded(8);
    }

    @Test
    void record_executableIsReplacedByAnotherProgram_saysWhatIsMissing() throws Exception {
        NodeServer.Command recorder = record();
        Files.move(Files.copy(Path.of("/bin/sh").toRealPath(), directory.resolve("next")), program,
                StandardCopyOption.REPLACE_EXISTING);
        recorder.awaitLine(program + " was replaced, and not attached to the new file: ");
        recorder.end();

        assertTrue(recorder.lastLine().contains("recorded to"), recorder.lastLine());
    }

    @Test
    void record_pidWhoseExecutableWasRemoved_attachesToWhatItRuns() throws Exception {
        Files.delete(program);
        NodeServer.Command recorder = record("--pid", Long.toString(server.pid()));
        visit(5);
        recorder.end();

        assertRecorded(5);
    }
}
