package io.finelame.recording;

import java.io.File;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The free space of the disk that a directory is on, as far as it is known: statvfs(3) works without an entry in the table
 * of mounts, which a chroot doesn't have, and some file systems don't know their size.
 */
public final class FreeSpace {
    private final File directory;

    public FreeSpace(Path directory) {
        this.directory = directory.toFile();
    }

    /** Bytes that this user may still write; empty if the file system doesn't say. */
    public OptionalLong bytes() {
        return directory.getTotalSpace() > 0 ? OptionalLong.of(directory.getUsableSpace()) : OptionalLong.empty();
    }
}
