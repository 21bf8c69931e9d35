package io.finelame.record.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file whose code a process has in its memory.
 *
 * @param name by which the process knows it
 * @param path by which this process reaches it: that of a container's file, or of a removed one, is below /proc
 * @param key device and inode; equal for the same file
 */
public record MappedFile(String name, Path path, Object key) {
    private static final String DELETED = " (deleted)";
    private static final int RANGE = 0;
    private static final int PERMISSIONS = 1;
    private static final int INODE = 4;
    private static final int PATH = 5;

    /** Those of a process, in the order of their addresses, by proc_pid_maps(5); empty if it is gone. */
    public static Collection<MappedFile> of(int pid) {
        Map<Object, MappedFile> files = new LinkedHashMap<>();
        try {
            ServerFiles root = ServerFiles.of(List.of(pid));
            for (String line : Files.readAllLines(Path.of("/proc", Integer.toString(pid), "maps"),
                    java.nio.charset.StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(" +", PATH + 1);
                if (fields.length > PATH && fields[PERMISSIONS].contains("x") && fields[PATH].startsWith("/")) {
                    add(files, pid, root, fields);
                }
            }
        } catch (IOException gone) {
            return List.of();
        }
        return files.values();
    }

    private static void add(Map<Object, MappedFile> files, int pid, ServerFiles root, String[] fields) {
        String name = fields[PATH].endsWith(DELETED)
                ? fields[PATH].substring(0, fields[PATH].length() - DELETED.length())
                : fields[PATH];
        try {
            Path path = root.resolve(Path.of(name));
            boolean same = Files.isRegularFile(path)
                    && Files.getAttribute(path, "unix:ino").toString().equals(fields[INODE]);
            MappedFile file = of(name, same ? path : mapping(pid, fields[RANGE]));
            files.putIfAbsent(file.key, file);
        } catch (IOException outOfReach) {
            return;
        }
    }

    /** The file behind a mapping, whatever became of its name. */
    private static Path mapping(int pid, String range) {
        String[] ends = range.split("-");
        return Path.of("/proc", Integer.toString(pid), "map_files",
                withoutZeros(ends[0]) + "-" + withoutZeros(ends[1]));
    }

    private static String withoutZeros(String hexadecimal) {
        return hexadecimal.replaceFirst("^0+(?=.)", "");
    }

    /** @throws IOException if it can't be reached */
    public static MappedFile of(String name, Path path) throws IOException {
        String key = Files.getAttribute(path, "unix:dev") + ":" + Files.getAttribute(path, "unix:ino");
        return new MappedFile(name, path, key);
    }

    /** Without its directories. */
    public String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
