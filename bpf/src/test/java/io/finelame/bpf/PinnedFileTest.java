package io.finelame.bpf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PinnedFileTest {
    @TempDir
    private Path directory;

    private PinnedFile root;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(directory.resolve("file"), "inside");
        root = PinnedFile.of(directory);
    }

    @AfterEach
    void close() {
        root.close();
    }

    private String inside(String name) throws IOException {
        try (PinnedFile file = root.inside(name)) {
            return Files.readString(file.path());
        }
    }

    @Test
    void inside_absoluteName_isBelowTheRoot() throws Exception {
        assertEquals("inside", inside("/file"));
    }

    @Test
    void inside_nameThatClimbs_staysBelowTheRoot() throws Exception {
        assertEquals("inside", inside("../../../file"));
    }

    @Test
    void inside_absoluteLink_staysBelowTheRoot() throws Exception {
        Files.createSymbolicLink(directory.resolve("link"), Path.of("/file"));

        assertEquals("inside", inside("link"));
    }

    @Test
    void inside_linkToFileOutside_isNotFound() throws Exception {
        Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc/passwd"));

        assertThrows(IOException.class, () -> root.inside("link"));
    }

    @Test
    void entry_link_isRefused() throws Exception {
        Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

        assertThrows(IOException.class, () -> root.entry("link"));
    }

    @Test
    void open_directory_isRefused() {
        assertThrows(IOException.class, root::open);
    }

    @Test
    void attributes_fifo_isNotRegular() throws Exception {
        new ProcessBuilder("mkfifo", directory.resolve("fifo").toString()).start().waitFor();
        try (PinnedFile fifo = root.entry("fifo")) {
            assertFalse(fifo.attributes().isRegular());
        }
    }

    @Test
    void open_fileThatLostItsName_isTheSame() throws Exception {
        try (PinnedFile file = root.entry("file")) {
            Files.delete(directory.resolve("file"));
            Files.writeString(directory.resolve("file"), "another file");

            try (FileChannel channel = file.open()) {
                assertEquals("inside".length(), channel.size());
            }
        }
    }
}
