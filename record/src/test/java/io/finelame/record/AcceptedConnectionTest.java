package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
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

/** What an event loop does for a connection after it has accepted it, and before it reads from it. */
@KernelTest
@Tag("slow")
class AcceptedConnectionTest {
    private static final int REQUESTS = 21;
    private static final long BURNT_NS = 700_000;

    /** Waits for events between accepting and reading, as libuv and asyncio do. */
    private static final String SERVER = """
                                         import selectors, socket, time
                                         def burn():
                                             end = time.thread_time_ns() + %d
                                             while time.thread_time_ns() < end:
                                                 pass
                                         listener = socket.create_server(("127.0.0.1", 0))
                                         print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}")
                                         selector = selectors.DefaultSelector()
                                         selector.register(listener, selectors.EVENT_READ)
                                         while True:
                                             for key, _ in selector.select():
                                                 if key.fileobj is listener:
                                                     connection, _ = listener.accept()
                                                     burn()
                                                     selector.register(connection, selectors.EVENT_READ)
                                                     continue
                                                 if key.fileobj.recv(1000):
                                                     key.fileobj.sendall(b"HTTP/1.1 204 No Content\\r\\n\\r\\n")
                                                     continue
                                                 selector.unregister(key.fileobj)
                                                 key.fileobj.close()
                                         """.formatted(BURNT_NS);

    @TempDir
    private Path directory;

    private NodeServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    /** @return the CPU time of each request, ns, in order of size */
    private List<Long> cputimes(int pauseMs) throws Exception {
        server = NodeServer.idle(directory);
        server.listen("python3", "-u", "-c", SERVER);
        NodeServer.Command recorder = server.launch(RecordCommand.class, "--out", directory.toString(), "--pid",
                Long.toString(server.pid()), "auto").awaitLine("attached");
        for (int i = 0; i < REQUESTS; i++) {
            // Until the loop has closed the connection before.
            Thread.sleep(20);
            try (Connection connection = new Connection(server.url())) {
                Thread.sleep(pauseMs);
                connection.get("/");
            }
        }
        recorder.end();
        List<RecordedRequest> requests = RecordedRequest.read(directory.resolve("auto"));
        assertEquals(REQUESTS, requests.size());
        return requests.stream().map(request -> request.get("cputime")).sorted().toList();
    }

    /** Read in the turn of the loop that accepts its connection, or in the next one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void record_requestRightBehindItsConnection_isChargedForAcceptingIt(int pauseMs) throws Exception {
        List<Long> cputimes = cputimes(pauseMs);

        assertTrue(cputimes.get(REQUESTS / 2) > BURNT_NS, cputimes.toString());
    }

    /** It may as well have been a timer's callback. */
    @Test
    void record_requestLongAfterItsConnection_isNotChargedForWhatWasBefore() throws Exception {
        List<Long> cputimes = cputimes(30);

        assertTrue(cputimes.get(REQUESTS / 2) < BURNT_NS, cputimes.toString());
    }
}
