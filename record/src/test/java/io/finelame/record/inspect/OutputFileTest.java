package io.finelame.record.inspect;

import io.finelame.cli.file.OutputFile;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class OutputFileTest {
    @TempDir
    private Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path node(String... command) throws Exception {
        Path node = directory.resolve("node");
        String[] line = Stream.concat(Stream.of(command[0], node.toString()), Stream.of(command).skip(1))
                .toArray(String[]::new);
        assumeTrue(new ProcessBuilder(line).redirectErrorStream(true).start().waitFor() == 0,
                command[0] + " is not permitted here");
        return node;
    }

    @Test
    void write_regularFile_isReplacedAndKeepsItsPermissions() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path sameInode = Files.createLink(directory.resolve("hard-link"), file);

        OutputFile.writeString(file, "after");

        assertEquals("after", Files.readString(file));
        assertEquals("before", Files.readString(sameInode));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("file", "hard-link"), names());
    }

    @Test
    void write_newFile_isReadableToItsOwnerAlone() throws Exception {
        Path file = directory.resolve("file");
        OutputFile.writeString(file, "text");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void write_device_isWrittenToAndStays() throws Exception {
        Path device = node("mknod", "c", "1", "3");
        OutputFile.writeString(device, "text");
        assertTrue(
                Files.readAttributes(device, "unix:mode", LinkOption.NOFOLLOW_LINKS).get("mode") instanceof Integer mode
                        && (mode & 0170000) == 0020000,
                "not a character device");
        assertEquals(List.of("node"), names());
    }

    @Test
    void write_fullDevice_namesTheFile() throws Exception {
        Path device = node("mknod", "c", "1", "7");
        assertEquals(device + ": No space left on device",
                assertThrows(FileSystemException.class, () -> OutputFile.writeString(device, "text")).getMessage());
    }

    @Test
    void write_pipe_isWrittenToAndStays() throws Exception {
        Path pipe = node("mkfifo");
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                return e.toString();
            }
        });
        OutputFile.writeString(pipe, "text");
        assertEquals("text", read.get());
        assertFalse(Files.isRegularFile(pipe));
    }

    @Test
    void write_symbolicLink_writesToWhatItLeadsToAndStays() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "a longer text than before");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

        OutputFile.writeString(link, "text");

        assertEquals("text", Files.readString(file));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void write_danglingLink_createsTheFile() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
        OutputFile.writeString(link, "text");
        assertEquals("text", Files.readString(directory.resolve("file")));
    }

    @Test
    void write_contentFails_leavesEverythingAsItWas() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "before");
        assertEquals(file + ": no more", assertThrows(FileSystemException.class, () -> OutputFile.write(file, out -> {
            out.write(1);
            throw new IOException("no more");
        })).getMessage());
        assertEquals("before", Files.readString(file));
        assertEquals(List.of("file"), names());
    }

    @Test
    void write_temporaryFile_isPrivateAndItsNameDiffersEachTime() throws Exception {
        Path file = directory.resolve("file");
        List<String> first = temporaryNames(file);
        List<String> second = temporaryNames(file);
        assertEquals(1, first.size());
        assertFalse(first.equals(second), first.toString());
    }

    private List<String> temporaryNames(Path file) throws IOException {
        List<String> names = new java.util.ArrayList<>();
        OutputFile.write(file, out -> {
            for (String name : names()) {
                if (!name.equals("file")) {
                    names.add(name);
                    assertEquals("rw-------", PosixFilePermissions
                            .toString(Files.getPosixFilePermissions(directory.resolve(name))));
                }
            }
        });
        return names;
    }

    @Test
    void write_noSuchDirectory_namesTheDirectory() {
        assertEquals(directory.resolve("missing").toString(), assertThrows(NoSuchFileException.class,
                () -> OutputFile.writeString(directory.resolve("missing/file"), "text")).getMessage());
    }

    @Test
    void write_directory_saysWhatItIs() {
        assertEquals(directory + ": is a directory: expected a file", assertThrows(FileSystemException.class,
                () -> OutputFile.writeString(directory, "text")).getMessage());
    }

    @Test
    void inspect_parquetToDevice_leavesTheDevice() throws Exception {
        Path device = node("mknod", "c", "1", "3");
        assertEquals(0, CommandOutcome.of(new InspectCommand(), "--parquet", device.toString(),
                Shell.recording("nodejs").toString()).exitCode());
        assertFalse(Files.isRegularFile(device));
    }
}
