package io.finelame.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class ThreadpoolServerTest {
    private Server server;

    @BeforeEach
    void start() throws IOException {
        server = Threadpool.serve();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void post_document_isSummarized() throws IOException {
        JsonNode summary = summary("<a>one two<b>three</b><!-- none --><b><![CDATA[two]]> four</b></a><!-- none -->");

        assertEquals(3, summary.get("elements").asInt());
        assertEquals("one two".length() + "three".length() + "two".length() + " four".length(),
                summary.get("text_bytes").asInt());
        assertEquals(4, summary.get("words").asInt());
        assertEquals("127.0.0.1", summary.get("origin_ip").asText());
    }

    @Test
    void post_internalEntities_areExpanded() throws IOException {
        JsonNode summary = summary("<!DOCTYPE d [<!ENTITY a '<l>12345</l>'><!ENTITY b '&a;&a;&a;'>]><d>&b;&b;</d>");

        assertEquals(7, summary.get("elements").asInt());
        assertEquals(30, summary.get("text_bytes").asInt());
    }

    @Test
    void post_externalEntity_readsNoFile(@TempDir Path directory) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "secret");

        String answer = post("<!DOCTYPE d [<!ENTITY a SYSTEM '" + secret.toUri() + "'>]><d>&a;</d>");

        assertTrue(answer.startsWith("HTTP/1.1 400 ") || answer.contains("\"text_bytes\":0,"), answer);
    }

    @Test
    void post_malformedDocument_answers400AndGoesOn() throws IOException {
        assertTrue(post("<a><b></a>").startsWith("HTTP/1.1 400 "));
        assertEquals(1, summary("<a/>").get("elements").asInt());
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP/1.1,405", "POST / HTTP/1.1,411", "POST / HTTP/1.1|Content-Length: -1,400",
            "POST / HTTP/1.1|Content-Length: 4194305,413", "POST / HTTP/1.1|content-length: 99999999999999999999,413"})
    void request_thatCantBeServed_isRefused(String head, int status) throws IOException {
        String answer = exchange(head.replace("|", "\r\n") + "\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    @Test
    void post_manyAtOnce_haveRequestIdsOfTheirOwn() {
        Set<Long> ids = IntStream.range(0, 200).parallel().mapToObj(_ -> requestId()).collect(Collectors.toSet());

        assertEquals(200, ids.size());
    }

    @Test
    void post_whileAnotherConnectionIsSilent_isAnswered() throws IOException {
        try (Socket _ = server.connect("127.0.0.1")) {
            assertEquals(1, summary("<a/>").get("elements").asInt());
        }
    }

    @Test
    void configuration_requestMapper_isAFunctionOfTheServer() throws IOException {
        List<String> events = Files.readAllLines(Threadpool.file("fl_cfg.yml")).stream()
                .filter(line -> line.contains("event: '_Z")).map(line -> line.split("'")[1]).toList();
        String executable = Files.readString(Path.of(Threadpool.executable()), StandardCharsets.ISO_8859_1);

        assertEquals(1, events.size());
        assertTrue(executable.contains("\0" + events.getFirst() + "\0"), events::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::1", "localhost"})
    void start_addressElsewhere_isRefused(String address) throws IOException {
        Script.Result result = Script.run(Threadpool.executable(), "--port", 0, "--host", address);

        assertEquals(2, result.status());
        assertEquals("server: --host " + address + ": expected a loopback address, 127.x.x.x", result.err());
    }

    @Test
    void start_portTaken_saysSo() throws IOException {
        Script.Result second = Script.run(Threadpool.executable(), "--port", server.url().getPort());

        assertEquals(1, second.status());
        assertEquals("server: port " + server.url().getPort() + " is taken; choose another with --port", second.err());
    }

    @Test
    void terminate_afterRequests_exitsWithZero() throws IOException {
        summary("<a/>");

        assertEquals(0, server.terminate());
    }

    private long requestId() {
        try {
            return summary("<a/>").get("request_id").asLong();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode summary(String document) throws IOException {
        String answer = post(document);
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private String post(String document) throws IOException {
        return exchange("POST / HTTP/1.1\r\nContent-Length: " + document.length() + "\r\n\r\n" + document);
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = server.connect("127.0.0.1")) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
