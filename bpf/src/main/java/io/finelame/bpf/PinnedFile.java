package io.finelame.bpf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A file or directory that is held (O_PATH, open(2)) without being opened, which has no effect on FIFOs and devices. What is
 * found out of it stays true: its name may become another file's meanwhile. Names are resolved by openat2(2), Linux 5.6, so
 * that symbolic links can't lead out of a directory that another process controls.
 */
public final class PinnedFile implements AutoCloseable {
    private static final MethodHandle SYSCALL = CLibrary.LINKER.downcallHandle(
            CLibrary.LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle CLOSE = CLibrary.LINKER
            .downcallHandle(CLibrary.LINKER.defaultLookup().findOrThrow("close"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private static final long OPENAT2 = 437;
    private static final int WORKING_DIRECTORY = -100;
    private static final int HOW_BYTES = 24;
    private static final int RESOLVE_AT = 16;
    /** O_PATH, O_CLOEXEC: the same on x86-64 and arm64. */
    private static final long FLAGS = 0x200000 | 0x80000;
    private static final long NO_MAGIC_LINKS = 2;
    private static final long NO_LINKS = 4;
    private static final long BENEATH = 8;
    private static final long IN_ROOT = 16;
    private static final int FORMAT = 0xf000;
    private static final int REGULAR = 0x8000;

    private final int descriptor;

    /**
     * @param mode type and permissions, inode(7)
     * @param owner user id
     * @param size in bytes
     */
    public record Attributes(long device, long inode, int mode, int owner, long size, FileTime modified) {
        /** Whether it is neither a directory nor a FIFO, a device or a symbolic link. */
        public boolean isRegular() {
            return (mode & FORMAT) == REGULAR;
        }
    }

    private PinnedFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Follows symbolic links, those of {@code /proc} too.
     *
     * @throws IOException if there is no such file, or it is out of reach
     */
    public static PinnedFile of(Path path) throws IOException {
        return open(WORKING_DIRECTORY, path.toString(), 0);
    }

    /**
     * A file as a process sees it whose root this directory is: symbolic links stay below it.
     *
     * @param name its bytes as ISO 8859-1
     * @throws IOException if there is no such file, or it is out of reach
     */
    public PinnedFile inside(String name) throws IOException {
        return open(descriptor, name, IN_ROOT | NO_MAGIC_LINKS);
    }

    /**
     * An entry of this directory that is no symbolic link.
     *
     * @throws IOException if there is no such entry
     */
    public PinnedFile entry(String name) throws IOException {
        return open(descriptor, name, BENEATH | NO_LINKS);
    }

    private static PinnedFile open(int directory, String name, long resolve) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment how = arena.allocate(HOW_BYTES, Long.BYTES);
            how.set(JAVA_LONG, 0, FLAGS);
            how.set(JAVA_LONG, RESOLVE_AT, resolve);
            long descriptor = (long) SYSCALL.invokeExact(OPENAT2, directory, arena.allocateFrom(name, ISO_8859_1), how,
                    (long) HOW_BYTES);
            if (descriptor < 0) {
                throw new NoSuchFileException(name);
            }
            return new PinnedFile((int) descriptor);
        } catch (IOException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A path that leads to this very file, until this is closed. */
    public Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    public Attributes attributes() throws IOException {
        Map<String, Object> all = Files.readAttributes(path(), "unix:dev,ino,mode,uid,size,lastModifiedTime");
        return new Attributes((long) all.get("dev"), (long) all.get("ino"), (int) all.get("mode"),
                (int) all.get("uid"), (long) all.get("size"), (FileTime) all.get("lastModifiedTime"));
    }

    /**
     * For reading.
     *
     * @throws IOException if it is not a regular file, or may not be read
     */
    public FileChannel open() throws IOException {
        if (!attributes().isRegular()) {
            throw new IOException(path() + ": not a regular file");
        }
        return FileChannel.open(path());
    }

    @Override
    public void close() {
        try {
            int _ = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
