package io.finelame.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The scripts of the Python dataset. */
final class Python {
    private Python() {}

    /** Skips the test where there is no python3, or fails it where FINELAME_REQUIRE_BPF=1. */
    static void require() throws IOException {
        Script.Result found = Script.run("bash", "-c",
                "command -v python3 || { echo 'no python3 on the path' >&2; exit 1; }");
        boolean required = "1".equals(System.getenv("FINELAME_REQUIRE_BPF"));
        if (found.status() != 0 && required) {
            throw new AssertionError(found.err());
        }
        Assumptions.assumeTrue(found.status() == 0, found.err());
    }

    static Path file(String name) {
        return Path.of("python", name).toAbsolutePath();
    }

    static Server serve(Path pages) throws IOException {
        return new Server("python3", file("server.py"), "--port", 0, "--pages", pages);
    }

    /** Runs a Python script of the dataset to its end. */
    static Script.Result run(String script, Object... arguments) throws IOException {
        return Script.run(Stream.concat(Stream.of("python3", file(script)), Stream.of(arguments)).toArray());
    }
}
