package io.finelame.spark;

import io.finelame.replay.sweep.SweepEngine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;

/** Recordings as directories of this machine: local ones where they are, others in a temporary copy. */
final class FetchedRecordings implements SweepEngine.Recordings {
    private final List<Path> directories = new ArrayList<>();
    private Path copies;

    private FetchedRecordings() {}

    /**
     * @param recordings absolute paths, or URIs of whatever file system Hadoop knows
     * @param configuration Hadoop's
     */
    static FetchedRecordings fetch(List<String> recordings, Configuration configuration) throws IOException {
        FetchedRecordings fetched = new FetchedRecordings();
        try {
            for (String recording : recordings) {
                fetched.directories.add(isLocal(recording) ? local(recording) : fetched.copy(recording, configuration));
            }
            return fetched;
        } catch (IOException | RuntimeException e) {
            fetched.close();
            throw e;
        }
    }

    /** Whether it is a path rather than a URI. */
    static boolean isPath(String recording) {
        return scheme(recording) == null;
    }

    private static boolean isLocal(String recording) {
        return isPath(recording) || scheme(recording).equals("file");
    }

    private static String scheme(String recording) {
        return new org.apache.hadoop.fs.Path(recording).toUri().getScheme();
    }

    private static Path local(String recording) throws IOException {
        Path directory = Path.of(new org.apache.hadoop.fs.Path(recording).toUri().getPath());
        if (!Files.isDirectory(directory)) {
            throw new IOException(
                    directory + " is not a directory there: put the recording where every executor sees it, "
                            + "or give a URI such as hdfs://host/" + directory.getFileName());
        }
        return directory;
    }

    private Path copy(String recording, Configuration configuration) throws IOException {
        if (copies == null) {
            copies = Files.createTempDirectory("finelame-recordings");
        }
        org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(recording);
        File target = copies.resolve(String.valueOf(directories.size())).resolve(source.getName()).toFile();
        FileUtil.copy(source.getFileSystem(configuration), source, target, false, configuration);
        return target.toPath();
    }

    @Override
    public List<Path> directories() {
        return List.copyOf(directories);
    }

    /** Deletes the copies. */
    @Override
    public void close() throws IOException {
        if (copies != null && !FileUtil.fullyDelete(copies.toFile())) {
            throw new IOException(copies + ": could not be deleted");
        }
    }
}
