package io.finelame.spark;

import io.finelame.cli.file.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SparkMasterTest {
    @ParameterizedTest
    @ValueSource(strings = {"local", "local[2]", "local[*]"})
    void parse_local_isThisJvm(String url) {
        assertTrue(SparkMaster.parse(url).isLocal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark://127.0.0.1:7077", "spark://localhost:7077,127.0.0.2:7077"})
    void parse_loopback_isThisMachine(String url) {
        assertFalse(SparkMaster.parse(url).isLocal());
        assertTrue(SparkMaster.parse(url).isThisMachine());
    }

    @Test
    void parse_anotherMachine_isNotThisMachine() {
        assertFalse(SparkMaster.parse("spark://192.0.2.1:7077").isThisMachine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "spark://host", "local[]", "host:7077"})
    void parse_otherKind_saysWhatIsExpected(String url) {
        assertEquals("--master " + url + ": expected local[*], local[N] for N threads, or spark://host:port",
                assertThrows(InputException.class, () -> SparkMaster.parse(url)).getMessage());
    }

    @Test
    void requireAnswer_nobodyListens_saysSo() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String url = "spark://127.0.0.1:" + port;

        assertEquals("no Spark master answers at " + url,
                assertThrows(IOException.class, SparkMaster.parse(url)::requireAnswer).getMessage());
    }
}
