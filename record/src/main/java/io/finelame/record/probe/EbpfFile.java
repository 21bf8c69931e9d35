package io.finelame.record.probe;

import io.finelame.cli.file.InputException;
import io.finelame.record.config.Configuration;
import io.finelame.record.machine.CallerRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file that a configuration's {@code ebpf_prog} names. What it holds is loaded with the recorder's privileges: a user
 * who may only record, by sudo, may load only what root provides.
 */
public final class EbpfFile {
    private static final int WRITABLE_BY_OTHERS = 022;

    private EbpfFile() {}

    /**
     * The file to load, without symbolic links where its user is not trusted.
     *
     * @param configuration must have one
     * @throws InputException if it isn't the user's to choose
     */
    public static Path of(Configuration configuration) throws IOException {
        Path file = configuration.ebpfProgram().orElseThrow();
        if (!CallerRights.isSudo()) {
            return file;
        }
        try {
            Path real = file.toRealPath();
            if (real.toString().endsWith(".o") && isOnlyRoots(real)) {
                return real;
            }
        } catch (NoSuchFileException e) {
            throw new InputException(List.of(configuration.path() + ": ebpf_prog: no such file: " + file));
        }
        throw new InputException(List.of(configuration.path() + ": ebpf_prog: " + file
                + ": under sudo, expected a compiled object (.o) that only root can change, as well as its directories:"
                + " have root provide it, or record as root"));
    }

    private static boolean isOnlyRoots(Path real) throws IOException {
        for (Path path = real; path != null; path = path.getParent()) {
            int mode = (Integer) Files.getAttribute(path, "unix:mode");
            if (!Files.getAttribute(path, "unix:uid").equals(0) || (mode & WRITABLE_BY_OTHERS) != 0) {
                return false;
            }
        }
        return true;
    }
}
