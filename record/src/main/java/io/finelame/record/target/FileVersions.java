package io.finelame.record.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/** Detects when another file has taken the place of one: a package was upgraded, a program rebuilt. Not thread-safe. */
public final class FileVersions {
    private final Map<Path, Version> seen = new HashMap<>();

    /** @param file device and inode: an inode that is free again may be the next file's */
    private record Version(Object file, FileTime modified, long size) {}

    /**
     * Whether there is a file that is not the one of the last look; the first look sees the first one.
     *
     * @param path the path by which this process reaches it
     */
    public boolean hasChanged(Path name, Path path) {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            Version version = new Version(file.fileKey(), file.lastModifiedTime(), file.size());
            return file.isRegularFile() && !version.equals(seen.put(name, version));
        } catch (IOException noSuchFile) {
            return false;
        }
    }
}
