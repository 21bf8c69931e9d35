package io.finelame.bpf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A service manager of a few lines of Python receives what is sent. */
class ServiceManagerTest {
    private static final String RECEIVER = """
                                           import socket, sys
                                           receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                                           receiver.bind(sys.argv[1].replace("@", "\\0"))
                                           print("bound", flush=True)
                                           print(receiver.recv(100).decode(), flush=True)
                                           """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"path", "@finelame-ServiceManagerTest"})
    void send_pathOrAbstractName_isReceived(String name) throws Exception {
        String socket = name.startsWith("@") ? name : directory.resolve(name).toString();
        Process receiver = new ProcessBuilder("python3", "-c", RECEIVER, socket).start();
        try (var lines = receiver.inputReader()) {
            assertEquals("bound", lines.readLine());
            ServiceManager.send(socket, "READY=1");
            assertEquals("READY=1", lines.readLine());
            assertTrue(receiver.waitFor(10, TimeUnit.SECONDS));
        } finally {
            receiver.destroyForcibly();
        }
    }

    @Test
    void send_nobodyReceives_saysWhy() {
        assertEquals("No such file or directory", assertThrows(IOException.class,
                () -> ServiceManager.send(directory.resolve("nobody").toString(), "READY=1")).getMessage());
    }
}
