package io.finelame.dist;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import static org.junit.jupiter.api.Assertions.assertFalse;

/** What a text must not do to who shows it. */
final class InertText {
    private InertText() {}

    /** No control character, and none that reorders or hides text. */
    static void require(String what, String text) {
        assertFalse(text.matches("(?s).*[\\p{Cc}\\p{Cf}&&[^\n\t]].*"), () -> what + ": " + text);
    }

    /** No cell that a spreadsheet would compute. */
    static void requireNoFormula(String what, String csv) throws IOException {
        try (CSVParser parser = CSVFormat.DEFAULT.parse(new StringReader(csv))) {
            for (CSVRecord record : parser) {
                record.forEach(cell -> assertFalse(cell.matches("(?s)[=@+\t\r].*|-[^\\d.].*"), what + ": " + cell));
            }
        }
    }

    /** @param markup that no page may have as such */
    static void requireFiles(Path directory, String markup) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.matches(".*\\.(html|md|svg)")) {
                    assertFalse(Files.readString(file).contains(markup), name);
                }
                if (name.matches(".*\\.(csv|md|tex|json)")) {
                    require(name, Files.readString(file));
                }
                if (name.endsWith(".csv")) {
                    requireNoFormula(name, Files.readString(file));
                }
            }
        }
    }
}
