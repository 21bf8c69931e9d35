package io.finelame.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class FetchNodeTest {
    @Test
    void fetchNode_cached_printsAnExecutableOfThatVersion() throws IOException {
        Script.Result version = Script.run(Node.PAPER.executable(), "--version");

        assertEquals("v12.0.0", version.out());
    }

    @Test
    void fetchNode_notAVersion_isWrongUsage() throws IOException {
        Script.Result result = Script.run(Script.file("fetch-node.sh"), "latest");

        assertEquals(2, result.status());
        assertEquals("fetch-node.sh: expected one version, such as 12.0.0; found 'latest'", result.err());
    }

    @Test
    void fetchNode_withoutNpm_saysWhatIsMissing(@TempDir Path directory) throws IOException {
        for (String program : List.of("bash", "uname")) {
            Files.copy(Path.of("/usr/bin", program), directory.resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Map<String, String> environment = Map.of("PATH", directory.toString(), "XDG_CACHE_HOME", directory.toString());

        Script.Result result = Script.run(environment, Script.file("fetch-node.sh"), "12.0.0");

        assertEquals(1, result.status());
        assertTrue(result.err().startsWith("fetch-node.sh: npm is missing"), result.err());
    }
}
