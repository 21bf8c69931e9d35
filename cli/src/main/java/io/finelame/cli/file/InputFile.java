package io.finelame.cli.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files that a command reads, and why it can't. */
public final class InputFile {
    private static final String QUEUE_FILE = ".cq4";

    private InputFile() {}

    /** Why a regular file can't be read, e.g. {@code permission denied}; empty if it can. */
    public static Optional<String> problem(Path file) {
        try {
            requireRegular(file);
            Files.newInputStream(file).close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(reason(e, "no such file"));
        }
    }

    /** @param missing what to say if there is no such file or directory */
    public static String reason(IOException e, String missing) {
        return switch (e) {
            case NoSuchFileException _ -> missing;
            case NotDirectoryException _ -> "not a directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException failed when failed.getReason() != null -> failed.getReason();
            default -> e.getMessage();
        };
    }

    /**
     * A recording's queue files in the order in which they were written: the names are times.
     *
     * @throws IOException naming what can't be read, or is not a regular file: reading a pipe or a device might never end
     */
    public static List<Path> ofRecording(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.filter(file -> file.getFileName().toString().endsWith(QUEUE_FILE)).sorted()
                    .toList();
            for (Path file : found) {
                requireRegular(file);
            }
            return found;
        }
    }

    private static void requireRegular(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null,
                    attributes.isDirectory() ? "a directory: expected a file" : "not a regular file");
        }
    }
}
