package io.finelame.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FetchedRecordingsTest {
    @TempDir
    private Path directory;

    @Test
    void fetch_localPathOrUri_isUsedInPlace() throws Exception {
        Path monday = Files.createDirectory(directory.resolve("mon day"));

        try (FetchedRecordings fetched = FetchedRecordings.fetch(List.of(monday.toString(), "file:" + monday),
                new Configuration())) {
            assertEquals(List.of(monday, monday), fetched.directories());
        }
        assertTrue(Files.exists(monday));
    }

    @Test
    void fetch_remoteRecordingsOfOneName_areCopiedApartAndDeletedInTheEnd() throws Exception {
        for (String host : List.of("one", "two")) {
            Path monday = Files.createDirectories(directory.resolve(host).resolve("monday"));
            Files.writeString(monday.resolve("data"), host);
        }
        Configuration configuration = new Configuration();
        configuration.set("fs.viewfs.mounttable.shared.link./all", directory.toUri().toString());
        List<Path> copies;

        try (FetchedRecordings fetched = FetchedRecordings.fetch(
                List.of("viewfs://shared/all/one/monday", "viewfs://shared/all/two/monday"), configuration)) {
            copies = fetched.directories();
            assertEquals("one", Files.readString(copies.get(0).resolve("data")));
            assertEquals("two", Files.readString(copies.get(1).resolve("data")));
        }

        assertFalse(Files.exists(copies.get(0).getParent().getParent()));
    }
}
