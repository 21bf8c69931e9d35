package io.finelame.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class ThreadpoolAttackTest {
    @Test
    void bomb_smallDocument_expandsToMegabytes() throws IOException {
        try (Server server = Threadpool.serve()) {
            JsonNode summary = attack("bomb", server.url(), 2, 20);

            // 15 and 28 MB.
            assertEquals(43_000_000, summary.get("text_bytes").asLong());
            assertTrue(summary.get("body_bytes").get("max").asLong() < 5000, summary::toString);
        }
    }

    @Test
    void collision_words_costTheServerMoreThanOthersDo(@TempDir Path directory) throws IOException {
        String words = IntStream.range(0, 10_500).mapToObj(number -> "word-" + number).collect(Collectors.joining(" "));
        Files.writeString(directory.resolve("words.xml"), "<d>" + words + "</d>");
        Files.writeString(directory.resolve("list.txt"), "/words.xml\n");
        try (Server server = Threadpool.serve()) {
            long start = server.processCpuTime().toMillis();
            Script.Result client = Node.PAPER.run("client.js", "--url", server.url(), "--post", directory, "--list",
                    directory.resolve("list.txt"), "--requests", 3);
            long harmless = server.processCpuTime().toMillis() - start;
            JsonNode summary = attack("collision", server.url(), 3, 14_000);
            long hostile = server.processCpuTime().toMillis() - start - harmless;

            assertEquals(0, client.status(), client.err());
            assertEquals(10_500 + 14_346 + 19_600, summary.get("words").asInt(), 10);
            assertTrue(hostile > 100 && hostile > 4 * harmless, () -> "ms: " + hostile + ", " + harmless);
        }
    }

    @ParameterizedTest
    @CsvSource({"bomb,xml_bomb", "collision,hash_collision"})
    void attack_default_comesFromTheAddressInTheLabels(String kind, String label) throws IOException {
        String address = Files.readAllLines(Threadpool.file("labels.csv")).stream()
                .filter(line -> line.endsWith("," + label)).map(line -> line.split(",")[0]).findFirst().orElseThrow();
        try (Listener listener = new Listener("{\"origin_ip\":\"" + address + "\",\"text_bytes\":1,\"words\":1}")) {
            attack(kind, listener.url(), 2, 1);

            List<String> sources = listener.arrivals().stream()
                    .map(arrival -> arrival.source().getAddress().getHostAddress()).toList();
            assertEquals(List.of(address, address), sources);
        }
    }

    @Test
    void attack_serverSeesAnotherSource_fails() throws IOException {
        try (Listener listener = new Listener("{\"origin_ip\":\"127.0.0.1\"}")) {
            Script.Result result = Threadpool.attack("bomb", "--url", listener.url(), "--requests", 1);

            assertEquals(1, result.status());
            assertTrue(result.err().contains("the server saw 127.0.0.1 as the source"), result.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1:80", "http://example.org:80"})
    void attack_urlElsewhere_isRefused(String url) throws IOException {
        Script.Result result = Threadpool.attack("bomb", "--url", url);

        assertEquals(2, result.status());
        assertTrue(result.err().contains("expected"), result.err());
    }

    @Test
    void bomb_tooLarge_isRefused() throws IOException {
        Script.Result result = Threadpool.attack("bomb", "--size", 1000);

        assertEquals(2, result.status());
        assertEquals("attack.js: --size 1000: expected at most 142 MB of text that a request expands to", result.err());
    }

    @Test
    void workload_clientsAndAttackers_areAllAnswered(@TempDir Path directory) throws IOException {
        Path documents = directory.resolve("documents");
        Script.Result made = Node.PAPER.run("make-pages.js", documents, "--count", 30, "--xml");
        assertEquals(0, made.status(), made.err());
        try (Server server = Threadpool.serve()) {
            Script.Result result = Script.run(Threadpool.file("workload.sh"), "--documents", documents, "--url",
                    server.url(), "--node", Node.PAPER.executable(), "--requests", 50, "--attacks", 1,
                    "--train-time", 0);

            assertEquals(0, result.status(), result.err());
            assertEquals(50, result.summary("client").get("ok").asInt());
            assertEquals(1, result.summary("bomb").get("ok").asInt());
            assertEquals(1, result.summary("collision").get("ok").asInt());
        }
    }

    private static JsonNode attack(String kind, Object url, int requests, int size) throws IOException {
        Script.Result result = Threadpool.attack(kind, "--url", url, "--requests", requests, "--size", size,
                "--interval-ms", 1);
        assertEquals(0, result.status(), result.err());
        return result.summary(kind);
    }
}
