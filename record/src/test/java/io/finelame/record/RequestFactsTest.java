package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.record.summary.RequestFacts;
import io.finelame.recording.Document;
import io.finelame.recording.RecordingReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the kernel knows of a request's place on its connection, and of its answer. */
@KernelTest
@Tag("slow")
class RequestFactsTest {
    @TempDir
    private Path directory;

    private RequestFacts facts() {
        try (RecordingReader reader = RecordingReader.open(directory.resolve("facts"))) {
            RequestFacts facts = new RequestFacts(reader.header());
            while (reader.next() instanceof Document document) {
                facts.add(document);
            }
            return facts;
        }
    }

    @Test
    void record_connectionsOfSeveralKinds_tellsThemApart() throws Exception {
        NodeServer server = NodeServer.start(directory, "kinds-of-work.js");
        try (server; Connection stalled = new Connection(server.url())) {
            NodeServer.Command recorder = server.launch(RecordCommand.class, "--out", directory.toString(), "--pid",
                    Long.toString(server.pid()), "facts").awaitLine("attached");
            try (Connection kept = new Connection(server.url())) {
                kept.get("/");
                kept.get("/");
                kept.get("/");
            }
            try (Connection single = new Connection(server.url())) {
                single.get("/");
            }
            try (Connection leaving = new Connection(server.url())) {
                leaving.get("/hang-up");
            }
            stalled.send("GET / HTTP/1.1\r\nHost: server\r\n");
            // Its answer comes after the others' bytes were read, so the recording has them.
            try (Connection last = new Connection(server.url())) {
                last.get("/");
            }
            recorder.end();

            List<RecordedRequest> requests = RecordedRequest.read(directory.resolve("facts"));
            RequestFacts facts = facts();
            assertEquals(7, requests.size());
            assertEquals(List.of(0L, 1L, 2L), requests.stream().limit(3).map(request -> request.get("nth")).toList());
            assertEquals(List.of(true, true, false),
                    requests.stream().limit(3).map(request -> facts.isAmongFirst(request.id(), 3)).toList());
            assertEquals(1, facts.firsts());
            assertEquals(1, facts.unanswered());
            assertTrue(facts.isUnanswered(requests.get(4).id()));
        }
    }
}
