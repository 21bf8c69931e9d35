package io.finelame.cli.file;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * A file that a command writes. Its contents are complete before anything is at its place: they are written to a temporary
 * file, which has a random name, is created exclusively and is readable to its owner alone.
 *
 * <p>A regular file is replaced by a rename, keeping its permissions. Anything else is written to as a shell's redirection
 * does, and stays what it is: a device, a pipe, or what a symbolic link leads to. The kernel follows such a link, and so
 * applies its restrictions on links of other users in shared directories.
 */
public final class OutputFile {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    private OutputFile(Path file) {
        this.file = file;
    }

    /** Makes the contents. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Makes the contents as text. */
    @FunctionalInterface
    public interface Text {
        void writeTo(Writer out) throws IOException;
    }

    /** @throws FileSystemException naming the file, whatever kept it from being written */
    public static void write(Path file, Content content) throws IOException {
        new OutputFile(file).write(content);
    }

    /** As {@link #write}, in UTF-8. */
    public static void writeText(Path file, Text text) throws IOException {
        write(file, out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            text.writeTo(writer);
            writer.flush();
        });
    }

    /** As {@link #writeText}. */
    public static void writeString(Path file, String text) throws IOException {
        writeText(file, out -> out.write(text));
    }

    /** @throws FileAlreadyExistsException if writing would replace a file or the contents of one */
    public static void requireNew(Path file) throws FileAlreadyExistsException {
        if (Files.isRegularFile(file) || Files.isDirectory(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
    }

    private void write(Content content) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory: expected a file");
        }
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                replace(content);
            } else {
                copyInto(content);
            }
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(directory().toString());
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(file.toString());
        } catch (FileSystemException e) {
            throw new FileSystemException(file.toString(), null, e.getReason());
        } catch (IOException e) {
            throw new FileSystemException(file.toString(), null, reason(e));
        }
    }

    /** What a library says is that it could not write. */
    private static String reason(IOException e) {
        return e.getCause() instanceof IOException cause ? reason(cause) : e.getMessage();
    }

    private Path directory() {
        return file.toAbsolutePath().getParent();
    }

    private static Path temporary(Path directory) {
        return directory.resolve(".finelame-" + Long.toUnsignedString(RANDOM.nextLong(), Character.MAX_RADIX));
    }

    /** The temporary file is beside it, since a rename stays within a file system. */
    private void replace(Content content) throws IOException {
        Path unfinished = temporary(directory());
        try (FileChannel channel = FileChannel.open(unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE)) {
            // Interrupted, it leaves nothing behind.
            unfinished.toFile().deleteOnExit();
            fill(channel, content);
            if (Files.exists(file)) {
                Files.getFileAttributeView(unfinished, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setPermissions(Files.getPosixFilePermissions(file));
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private void copyInto(Content content) throws IOException {
        Set<OpenOption> temporary = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try (FileChannel channel = FileChannel.open(temporary(Path.of(System.getProperty("java.io.tmpdir"))), temporary,
                PRIVATE)) {
            fill(channel, content);
            channel.position(0);
            try (WritableByteChannel target = Files.newByteChannel(file, options())) {
                Channels.newInputStream(channel).transferTo(Channels.newOutputStream(target));
            }
        }
    }

    private static void fill(FileChannel channel, Content content) throws IOException {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
        content.writeTo(out);
        out.flush();
    }

    private Set<OpenOption> options() throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return Set.of(StandardOpenOption.WRITE);
        }
        return isDescriptor()
                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                : Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** Whether it is /dev/stdout or the like: what this process already has written there, stays. */
    private boolean isDescriptor() throws IOException {
        Path link = file;
        while (Files.isSymbolicLink(link)) {
            if (link.toAbsolutePath().getParent().toRealPath().startsWith("/proc")) {
                return true;
            }
            link = link.resolveSibling(Files.readSymbolicLink(link));
        }
        return false;
    }
}
