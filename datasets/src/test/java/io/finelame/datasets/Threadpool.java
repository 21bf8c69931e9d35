package io.finelame.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The scripts of the thread pool dataset, and its server. */
final class Threadpool {
    private static String executable;

    private Threadpool() {}

    static Path file(String name) {
        return Path.of("threadpool", name).toAbsolutePath();
    }

    /** The server, compiled once; where it can't be the test is skipped, or fails where FINELAME_REQUIRE_BPF=1. */
    static synchronized String executable() throws IOException {
        if (executable == null) {
            Script.Result tools = Script.run("bash", "-c",
                    "command -v clang++ xml2-config || { echo 'clang or libxml2-dev is missing' >&2; exit 1; }");
            if (tools.status() != 0 && "1".equals(System.getenv("FINELAME_REQUIRE_BPF"))) {
                throw new AssertionError(tools.err());
            }
            Assumptions.assumeTrue(tools.status() == 0, tools.err());
            Script.Result built = Script.run(file("build.sh"), Files.createDirectories(Path.of("target/threadpool")));
            if (built.status() != 0) {
                throw new AssertionError(built.err());
            }
            executable = built.out().strip();
        }
        return executable;
    }

    static Server serve() throws IOException {
        return new Server(executable(), "--port", 0);
    }

    static Script.Result attack(Object... arguments) throws IOException {
        return Script.run(Stream.concat(Stream.of(Node.PAPER.executable(), file("attack.js")), Stream.of(arguments))
                .toArray());
    }
}
