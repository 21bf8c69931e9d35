package io.finelame.dist;

import io.finelame.cli.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VersionTest {
    @Test
    void text_isThatOfTheBuild() throws Exception {
        Matcher version = Pattern
                .compile("<artifactId>finelame</artifactId>\\s*<version>([^<]+?)(-SNAPSHOT)?</version>")
                .matcher(Files.readString(Path.of("../pom.xml")));

        assertTrue(version.find());
        assertEquals(version.group(1), Version.TEXT);
    }
}
