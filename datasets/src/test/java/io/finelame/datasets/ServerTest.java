package io.finelame.datasets;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ParameterizedClass
@EnumSource(Node.class)
@Tag("slow")
class ServerTest {
    @Parameter
    private Node node;

    @TempDir
    private Path directory;

    private Path pages;
    private Server server;

    @BeforeEach
    void start() throws IOException {
        pages = directory.resolve("pages");
        Script.Result made = node.run("make-pages.js", pages, "--count", 60);
        assertEquals(0, made.status(), made.err());
        server = new Server(node, pages);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void get_everyPage_servesTheFilesExactBytes() throws IOException {
        for (String path : Files.readAllLines(pages.resolve("list.txt"))) {
            Server.Answer answer = server.get(path);

            assertEquals(200, answer.status(), path);
            assertEquals(Files.readString(pages.resolve(path.substring(1)), StandardCharsets.ISO_8859_1), answer.body(),
                    path);
        }
    }

    @Test
    void get_page_saysItsType() throws IOException {
        assertTrue(server.get("/page-00001.html").head().contains("Content-Type: text/html; charset=utf-8\r\n"));
        assertTrue(server.get("/list.txt").head().contains("Content-Type: text/plain; charset=utf-8\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing.html", "/", "/page-00001.html/", "/page-00001.html%00.txt"})
    void get_noSuchFile_answers404(String target) throws IOException {
        assertEquals(404, server.get(target).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt",
            "/x/../../secret.txt",
            "/..%2fpages-of-others/secret.txt", "//../secret.txt", "/..%5csecret.txt"})
    void get_fileOutsideThePages_answers404(String target) throws IOException {
        Files.writeString(directory.resolve("secret.txt"), "secret");
        Files.createDirectory(directory.resolve("pages-of-others"));
        Files.writeString(directory.resolve("pages-of-others/secret.txt"), "secret");

        Server.Answer answer = server.get(target);

        assertEquals(404, answer.status());
        assertFalse(answer.body().contains("secret"), answer.body());
    }

    @Test
    void get_malformedEscape_answers400AndGoesOn() throws IOException {
        assertEquals(400, server.get("/%zz").status());
        assertEquals(200, server.get("/list.txt").status());
    }

    @Test
    void redos_matchingInput_isHarmless() throws IOException {
        assertEquals("{\"matches\":true,\"origin_ip\":\"127.0.0.1\"}\n", server.get("/redos?input=aaaa").body());
    }

    @Test
    void redos_hostileInput_costDoublesWithEachCharacter() throws IOException {
        // The first use of the expression is interpreted, and slower.
        server.get("/redos?input=a!");

        long shorter = cost("a".repeat(22) + "!");
        long longer = cost("a".repeat(26) + "!");

        // 16 times, in theory; what a request costs besides its match makes it less.
        assertTrue(longer > 6 * shorter, () -> "ns: " + shorter + ", " + longer);
        assertTrue(longer > 20_000_000, () -> "ns: " + longer);
    }

    @Test
    void redos_request_answersTheSourceThatTheServerSaw() throws IOException {
        assertTrue(server.get("/redos?input=a", "127.0.0.66").body().contains("\"origin_ip\":\"127.0.0.66\""));
    }

    @Test
    void terminate_withAnIdleConnection_exitsWithZero() throws IOException {
        try (Socket _ = server.connect("127.0.0.1")) {
            assertEquals(200, server.get("/list.txt").status());

            assertEquals(0, server.terminate());
        }
    }

    @Test
    void start_portTaken_saysSo() throws IOException {
        Script.Result second = node.run("server.js", "--port", server.url().getPort(), "--pages", pages);

        assertEquals(1, second.status());
        assertEquals("server.js: port " + server.url().getPort() + " is taken; choose another with --port",
                second.err());
    }

    @Test
    void start_noSuchDirectory_saysSo() throws IOException {
        Script.Result result = node.run("server.js", "--port", 0, "--pages", directory.resolve("absent"));

        assertEquals(2, result.status());
        assertTrue(result.err().contains("absent: no such directory; make-pages.js makes one"), result.err());
    }

    private long cost(String input) throws IOException {
        long before = server.cpuTime();
        server.get("/redos?input=" + input);
        return server.cpuTime() - before;
    }
}
