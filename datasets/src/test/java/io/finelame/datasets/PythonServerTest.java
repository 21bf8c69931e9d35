package io.finelame.datasets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class PythonServerTest {
    private static final String HOSTILE = "email=aaaaaaaaaaaaaaaaaaaaa!";

    @TempDir
    private Path directory;

    private Server server;

    @BeforeEach
    void start() throws IOException {
        Python.require();
        Path pages = Files.createDirectory(directory.resolve("pages"));
        Files.writeString(pages.resolve("a.html"), "kernel and the user thread, kernel thread");
        Files.writeString(pages.resolve("b.html"), "nothing");
        Files.writeString(directory.resolve("secret.txt"), "secret");
        server = Python.serve(pages);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void get_page_servesTheFile() throws IOException {
        Server.Answer answer = server.get("/a.html");

        assertEquals(200, answer.status());
        assertEquals("kernel and the user thread, kernel thread", answer.body());
        assertTrue(answer.head().contains("Content-Type: text/html\r\n"), answer.head());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing.html", "/", "/../secret.txt", "/..%2fsecret.txt", "//../secret.txt",
            "/x/../../secret.txt", "/a.html%00.txt"})
    void get_noSuchPage_answers404(String target) throws IOException {
        Server.Answer answer = server.get(target);

        assertEquals(404, answer.status());
        assertFalse(answer.body().contains("secret"), answer.body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            thread            | {"found": [{"page": "/a.html", "text": "er thread, k"}, {"page": "/a.html", "text": "el thread"}], "origin_ip": "127.0.0.1"}
                                            kernel+thread     | {"found": [{"page": "/a.html", "text": "kernel and the user thread, k"}, {"page": "/a.html", "text": "d, kernel thread"}], "origin_ip": "127.0.0.1"}
                                            thread&limit=1    | {"found": [{"page": "/a.html", "text": "er thread, k"}], "origin_ip": "127.0.0.1"}
                                            (                 | {"found": [], "origin_ip": "127.0.0.1"}
                                            """)
    void search_words_answersWhereTheyFollowEachOther(String query, String expected) throws IOException {
        assertEquals(expected, server.get("/search?context=3&q=" + query).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/search", "/search?q=a&limit=many", "/search?q=a&context=-1"})
    void search_malformed_answers400(String target) throws IOException {
        assertEquals(400, server.get(target).status());
    }

    @ParameterizedTest
    @CsvSource({"email=ann.lee%40sample.example&password=secret, true", "email=ann.lee&password=secret, false"})
    void login_form_answersWhetherTheAddressIsOne(String form, boolean accepted) throws IOException {
        assertTrue(post(form, 1).endsWith("{\"accepted\": " + accepted + ", \"origin_ip\": \"127.0.0.1\"}"));
    }

    @Test
    void login_formInPieces_waitsForTheRest() throws IOException {
        assertTrue(post("email=ann.lee%40sample.example&password=secret", 5).contains("{\"accepted\": true"));
    }

    @Test
    void login_hostileAddress_costsCpu() throws IOException {
        long before = server.processCpuTime().toMillis();

        post(HOSTILE, 1);
        long shorter = server.processCpuTime().toMillis() - before;
        post(HOSTILE.replace("!", "aaa!"), 1);
        long longer = server.processCpuTime().toMillis() - before - shorter;

        // 8 times, in theory; what a request costs besides, and clock ticks of 10 ms, make it less.
        assertTrue(longer > 3 * shorter, () -> "ms: " + shorter + ", " + longer);
        assertTrue(longer > 100, () -> "ms: " + longer);
    }

    @Test
    void login_formTooLong_answers400AndEndsTheConnection() throws IOException {
        try (Socket socket = server.connect("127.0.0.1")) {
            send(socket, "POST /login HTTP/1.1\r\nContent-Length: 65537\r\n\r\n");

            assertTrue(text(socket).startsWith("HTTP/1.1 400 "));
        }
    }

    @Test
    void connection_severalRequests_staysOpen() throws IOException {
        try (Socket socket = server.connect("127.0.0.1")) {
            BufferedReader answers = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < 3; i++) {
                send(socket, "GET /b.html HTTP/1.1\r\n\r\n");
                assertEquals("HTTP/1.1 200 OK", answers.readLine());
                answers.lines().takeWhile(line -> !line.isEmpty()).forEach(_ -> {});
                char[] body = new char["nothing".length()];
                assertEquals(body.length, answers.read(body));
                assertEquals("nothing", new String(body));
            }
        }
    }

    @Test
    void terminate_withAnIdleConnection_exitsWithZero() throws IOException {
        try (Socket _ = server.connect("127.0.0.1")) {
            assertEquals(200, server.get("/b.html").status());

            assertEquals(0, server.terminate());
        }
    }

    @Test
    void start_portTaken_saysSo() throws IOException {
        Script.Result second = Python.run("server.py", "--port", server.url().getPort(), "--pages", directory);

        assertEquals(1, second.status());
        assertEquals("server.py: port " + server.url().getPort() + " is taken; choose another with --port",
                second.err());
    }

    @Test
    void start_hostElsewhere_isRefused() throws IOException {
        Script.Result result = Python.run("server.py", "--host", "0.0.0.0");

        assertEquals(2, result.status());
        assertTrue(result.err().contains("expected a loopback address"), result.err());
    }

    /** The answer to a login whose form is sent in so many pieces, each when the last has left. */
    private String post(String form, int pieces) throws IOException {
        try (Socket socket = server.connect("127.0.0.1")) {
            socket.setTcpNoDelay(true);
            send(socket, "POST /login HTTP/1.1\r\nConnection: close\r\nContent-Length: " + form.length() + "\r\n\r\n");
            for (int i = 0; i < pieces; i++) {
                send(socket, form.substring(form.length() * i / pieces, form.length() * (i + 1) / pieces));
            }
            return text(socket);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
