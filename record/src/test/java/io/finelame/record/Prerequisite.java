package io.finelame.record;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** What a test needs of this machine beside the JDK: without it, it is skipped, or fails where FINELAME_REQUIRE_BPF=1. */
final class Prerequisite {
    private Prerequisite() {}

    /** @param debianPackage that has the file */
    static Path file(String path, String debianPackage) {
        if (!Files.exists(Path.of(path))) {
            String reason = "no " + path + " (Debian: apt-get install " + debianPackage + ")";
            if ("1".equals(System.getenv("FINELAME_REQUIRE_BPF"))) {
                fail(reason);
            }
            Assumptions.abort(reason);
        }
        return Path.of(path);
    }

    /** Compiles a program of this package's resources. @return the executable */
    static Path compile(Path directory, String source, String... compiler) throws Exception {
        Path executable = directory.resolve(source.substring(0, source.lastIndexOf('.')));
        List<String> line = new java.util.ArrayList<>(List.of(compiler));
        line.addAll(List.of("-O1", "-o", executable.toString(),
                Path.of(Prerequisite.class.getResource(source).toURI()).toString()));
        assertEquals(0, new ProcessBuilder(line).inheritIO().start().waitFor(), String.join(" ", line));
        return executable;
    }
}
