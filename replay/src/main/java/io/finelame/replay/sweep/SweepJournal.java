package io.finelame.replay.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.finelame.cli.Version;
import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.file.OutputFile;
import io.finelame.replay.run.Checksum;
import io.finelame.run.SweepRow;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups of a sweep that are done, a line each as they finish: an interrupted sweep resumes. Not thread-safe.
 */
final class SweepJournal implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String JOURNAL = "runs.journal";

    private final Map<Integer, List<String>> done = new TreeMap<>();
    private final Path file;
    private final BufferedWriter writer;

    private SweepJournal(Path file) throws IOException {
        this.file = file;
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        // What is there is never written again: on a full disk, that would lose it.
        channel.truncate(read(file));
        channel.position(channel.size());
        this.writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
    }

    /**
     * @param directory of the sweep; made if it isn't there
     * @throws FileAlreadyExistsException if it holds something else than this sweep
     */
    static SweepJournal open(Path directory, SweepPlan plan, List<String> places, List<Path> recordings)
            throws IOException {
        String wanted = description(plan, places, recordings);
        Path file = directory.resolve("sweep.json");
        if (Files.exists(directory) && !Files.exists(file)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        if (Files.exists(file)) {
            requireFile(file);
        }
        if (Files.exists(file) && !Files.readString(file).equals(wanted)) {
            throw new InputException(directory
                    + ": holds another sweep, or one of other recordings: choose another --out, or remove it");
        }
        boolean begun = Files.exists(file);
        if (Files.exists(directory.resolve(JOURNAL))) {
            requireFile(directory.resolve(JOURNAL));
        }
        Files.createDirectories(directory);
        try {
            if (!begun) {
                OutputFile.writeString(file, wanted);
            }
            return new SweepJournal(directory.resolve(JOURNAL));
        } catch (IOException e) {
            if (!begun) {
                Files.deleteIfExists(directory.resolve(JOURNAL));
                Files.deleteIfExists(file);
                Files.deleteIfExists(directory);
            }
            throw e;
        }
    }

    /** Reading a pipe might never end. */
    private static void requireFile(Path file) {
        InputFile.problem(file).ifPresent(problem -> {
            throw new InputException(file, problem + ": expected what a sweep wrote, or another --out");
        });
    }

    private static String description(SweepPlan plan, List<String> places, List<Path> recordings) throws IOException {
        ObjectNode description = JSON.createObjectNode();
        description.put("tool_version", Version.TEXT);
        for (int i = 0; i < places.size(); i++) {
            description.withArray("recordings").addObject().put("path", places.get(i)).put("sha256",
                    Checksum.ofRecording(recordings.get(i)));
        }
        description.set("plan", JSON.readTree(plan.json()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(description) + "\n";
    }

    /**
     * A line that was cut short is a group that is to be done again.
     *
     * @return bytes of the lines before it
     */
    private long read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int begin = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                if (!read(new String(bytes, begin, end - begin, StandardCharsets.UTF_8))) {
                    break;
                }
                begin = end + 1;
            }
        }
        return begin;
    }

    private boolean read(String line) {
        try {
            SweepJob.Finished finished = JSON.readValue(line, SweepJob.Finished.class);
            if (finished == null || finished.rows().isEmpty()) {
                return false;
            }
            done.put(finished.group(), finished.rows());
            return true;
        } catch (JsonProcessingException damaged) {
            return false;
        }
    }

    boolean isDone(int group) {
        return done.containsKey(group);
    }

    void add(SweepJob.Finished finished) {
        try {
            requirePresent();
            write(finished);
            writer.flush();
            done.put(finished.group(), finished.rows());
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(file + ": " + e.getMessage()
                    + ": the runs before are kept; the same command continues the sweep", e));
        }
    }

    /** The kernel would take what is written to a file that has no name any more, and lose it. */
    private void requirePresent() {
        if (Files.notExists(file)) {
            throw new UncheckedIOException(new FileSystemException(file.getParent().toString(), null,
                    "was removed, or renamed, while the sweep ran: run it again"));
        }
    }

    private void write(SweepJob.Finished finished) throws IOException {
        writer.write(JSON.writeValueAsString(Map.of("group", finished.group(), "rows", finished.rows())));
        writer.newLine();
    }

    /** Lines of runs.csv in the order of their runs' numbers. */
    List<String> rows() {
        Map<Long, String> byNumber = new TreeMap<>();
        done.values().forEach(rows -> rows.forEach(row -> byNumber.put(SweepRow.parse(row).number(), row)));
        return List.copyOf(byNumber.values());
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
