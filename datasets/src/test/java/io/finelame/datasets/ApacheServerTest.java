package io.finelame.datasets;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ParameterizedClass
@EnumSource(ApacheServer.Mpm.class)
@Tag("slow")
class ApacheServerTest {
    @Parameter
    private ApacheServer.Mpm mpm;

    @TempDir
    private Path directory;

    private Path pages;
    private ApacheServer server;

    @BeforeEach
    void start() throws IOException {
        ApacheServer.assumeInstalled();
        pages = ApacheServer.pages(directory, 20);
        server = new ApacheServer(mpm, pages);
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
            String answer = server.get(path, "");

            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertEquals(Files.readString(pages.resolve(path.substring(1)), StandardCharsets.ISO_8859_1),
                    answer.substring(answer.indexOf("\r\n\r\n") + 4), path);
        }
    }

    @Test
    void comment_form_isReadWhole() throws IOException {
        String form = "name=a&text=three+short+words";

        String answer = server
                .exchange("POST /comment HTTP/1.1\r\nHost: server\r\nConnection: close\r\nContent-Length: "
                        + form.length() + "\r\n\r\n" + form);

        assertTrue(answer.endsWith("thanks for 3 words, 127.0.0.1\n"), answer);
    }

    @Test
    void referer_ofSpam_isForbidden() throws IOException {
        assertTrue(server.get("/list.txt", "http://lucky.casino/").startsWith("HTTP/1.1 403 "));
        assertTrue(server.get("/list.txt", "http://www.server.example/").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void referer_hostile_costDoublesWithEachLetter() throws IOException {
        long before = server.cpuTicks();
        server.get("/list.txt", "http://" + "a".repeat(17) + "!");
        long between = server.cpuTicks();
        server.get("/list.txt", "http://" + "a".repeat(21) + "!");
        long shorter = between - before;
        long longer = server.cpuTicks() - between;

        // 16 times, in theory; a tick is coarse.
        assertTrue(longer > 6 * shorter, () -> "ticks: " + shorter + ", " + longer);
        assertTrue(longer > 10, () -> "ticks: " + longer);
    }

    @Test
    void terminate_anyTime_exitsWithZeroAndFreesThePort() {
        assertEquals(0, server.terminate());
        assertThrows(ConnectException.class,
                () -> new Socket(server.url().getHost(), server.url().getPort()).close());
    }

    @Test
    void start_portTaken_saysSo() throws IOException {
        int port = server.url().getPort();

        Script.Result second = Script.run(ApacheServer.file("server.sh"), "--port", port, "--pages", pages);

        assertEquals(1, second.status());
        assertEquals("server.sh: port " + port + " is taken; choose another with --port", second.err());
    }

    @Test
    void start_unreadablePages_saysSo() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
                "Apache serves as the user who starts it");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));

        Script.Result result = Script.run(ApacheServer.file("server.sh"), "--port", 0, "--pages", pages);

        assertEquals(2, result.status());
        assertTrue(result.err().contains("www-data, as whom Apache serves, may not read it"), result.err());
    }
}
