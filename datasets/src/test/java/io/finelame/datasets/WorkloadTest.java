package io.finelame.datasets;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ParameterizedClass
@EnumSource(Node.class)
@Tag("slow")
class WorkloadTest {
    @Parameter
    private Node node;

    @TempDir
    private Path directory;

    @Test
    void workload_untilTheTrainTime_sendsNoAttack() throws IOException {
        try (Listener listener = new Listener("{\"origin_ip\":\"127.0.0.66\"}")) {
            long start = System.nanoTime();

            Script.Result result = Script.run(Script.file("workload.sh"), "--url", listener.url(), "--pages", pages(),
                    "--node", node.executable(),
                    "--requests", 100, "--attacks", 3, "--train-time", 1, "--seconds-each", 0.1);

            List<Long> attacks = listener.arrivals().stream().filter(arrival -> arrival.path().equals("/redos"))
                    .map(Listener.Arrival::at).toList();
            assertEquals(0, result.status(), result.err());
            assertEquals(3, attacks.size());
            assertEquals(103, listener.arrivals().size());
            assertTrue(attacks.getFirst() - start > 1_000_000_000, () -> "ns: " + (attacks.getFirst() - start));
        }
    }

    @Test
    void workload_terminated_leavesNoProcess() throws Exception {
        try (Listener listener = new Listener("page")) {
            Process workload = Script
                    .builder(Script.file("workload.sh"), "--url", listener.url(), "--pages", pages(), "--node",
                            node.executable())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
            listener.awaitFirst();
            List<ProcessHandle> children = workload.descendants().toList();

            workload.destroy();

            assertEquals(130, workload.onExit().join().exitValue());
            assertFalse(children.isEmpty());
            for (ProcessHandle child : children) {
                child.onExit().get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void workload_serverGone_fails() throws IOException {
        String url;
        try (Listener listener = new Listener("page")) {
            url = listener.url();
        }

        Script.Result result = Script.run(Script.file("workload.sh"), "--url", url, "--pages", pages(), "--node",
                node.executable());

        assertEquals(1, result.status());
        assertTrue(result.err().contains("ECONNREFUSED"), result.err());
    }

    @Test
    void workload_noPages_isWrongUsage() throws IOException {
        Script.Result result = Script.run(Script.file("workload.sh"), "--pages", directory, "--node",
                node.executable());

        assertEquals(2, result.status());
        assertTrue(result.err().endsWith("no list.txt in it; make-pages.js writes one"), result.err());
    }

    @Test
    void run_small_keepsTheSummariesAndEndsTheServer() throws IOException {
        Path out = directory.resolve("out");

        Script.Result result = Script.run(Script.file("run.sh"), "--node", node.executable(), "--port", 0,
                "--page-count", 100, "--out", out,
                "--requests", 100, "--attacks", 2, "--train-time", 1, "--seconds-each", 0.1);

        assertEquals(0, result.status(), result.err());
        assertEquals(100, result.summary("client").get("ok").asInt());
        assertEquals(2, result.summary("attacker").get("ok").asInt());
        assertEquals(result.out(), Files.readString(out.resolve("workload.jsonl")).strip());
        URI server = serverOf(result);
        assertThrows(ConnectException.class, () -> new Socket(server.getHost(), server.getPort()).close());
    }

    private static URI serverOf(Script.Result result) {
        Matcher line = Pattern.compile("run\\.sh: Node\\.js v\\S+ at (\\S+)").matcher(result.err());
        assertTrue(line.find(), result.err());
        return URI.create(line.group(1));
    }

    private Path pages() throws IOException {
        Files.writeString(directory.resolve("page.html"), "page");
        Files.writeString(directory.resolve("list.txt"), "/page.html\n");
        return directory;
    }
}
