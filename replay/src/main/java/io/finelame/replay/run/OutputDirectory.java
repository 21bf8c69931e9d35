package io.finelame.replay.run;

import io.finelame.cli.Interruption;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A directory that a command writes: beside its place first, then moved there whole. Nothing stays of one that can't be
 * completed.
 */
final class OutputDirectory {
    private final Path directory;
    private final Path beside;

    private OutputDirectory(Path directory, Path beside) {
        this.directory = directory;
        this.beside = beside;
    }

    /** Makes the files. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path directory) throws IOException;
    }

    /**
     * @throws FileAlreadyExistsException if {@code directory} exists
     * @throws FileSystemException naming it, whatever kept it from being written
     */
    static void write(Path directory, Content content) throws IOException {
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        Path parent = directory.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        new OutputDirectory(directory, Files.createTempDirectory(parent, ".run")).write(content);
    }

    private void write(Content content) throws IOException {
        Interruption.unfinished(beside);
        try {
            content.writeTo(beside);
            Files.move(beside, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw named(e);
        } finally {
            deleteUnfinished();
            Interruption.finished(beside);
        }
    }

    private IOException named(IOException e) {
        if (Files.notExists(beside)) {
            return named("was removed, or the directory that it is in, while it was written");
        }
        if (e instanceof FileSystemException failed) {
            return failed.getReason() == null ? failed : named(failed.getReason());
        }
        return named(e.getMessage());
    }

    private FileSystemException named(String reason) {
        return new FileSystemException(directory.toString(), null, reason);
    }

    /** What can't be deleted stays: the failure that led here is what the user has to know. */
    private void deleteUnfinished() {
        if (Files.notExists(beside)) {
            return;
        }
        try (Stream<Path> files = Files.list(beside)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(beside);
        } catch (IOException e) {
            return;
        }
    }
}
