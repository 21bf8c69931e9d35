package io.finelame.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.finelame.record.Version;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups of a sweep that are done, a line each as they finish: a sweep that was killed goes on where it was. Not
 * thread-safe.
 */
final class SweepJournal implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Integer, List<String>> done = new TreeMap<>();
    private final BufferedWriter writer;

    private SweepJournal(Path file) throws IOException {
        if (Files.exists(file)) {
            read(file);
        }
        this.writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        for (Map.Entry<Integer, List<String>> entry : done.entrySet()) {
            write(new SweepJob.Finished(entry.getKey(), entry.getValue()));
        }
        writer.flush();
    }

    /**
     * @param directory of the sweep; made if it isn't there
     * @throws FileAlreadyExistsException where it holds something else than this sweep
     */
    static SweepJournal open(Path directory, SweepPlan plan, List<String> places, List<Path> recordings)
            throws IOException {
        String wanted = description(plan, places, recordings);
        Path file = directory.resolve("sweep.json");
        if (Files.exists(directory) && !Files.exists(file)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        if (Files.exists(file) && !Files.readString(file).equals(wanted)) {
            throw new ReplayException(directory
                    + ": holds another sweep, or one of other recordings: choose another --out, or remove it");
        }
        Files.createDirectories(directory);
        Files.writeString(file, wanted);
        return new SweepJournal(directory.resolve("runs.journal"));
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

    /** A line that was cut short is a group that is to be done again. */
    private void read(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            try {
                JsonNode entry = JSON.readTree(line);
                List<String> rows = new ArrayList<>();
                entry.path("rows").forEach(row -> rows.add(row.asText()));
                if (entry.path("group").isInt() && !rows.isEmpty()) {
                    done.put(entry.get("group").asInt(), rows);
                }
            } catch (JsonProcessingException cutShort) {
                continue;
            }
        }
    }

    boolean isDone(int group) {
        return done.containsKey(group);
    }

    void add(SweepJob.Finished finished) {
        try {
            write(finished);
            writer.flush();
            done.put(finished.group(), finished.rows());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(SweepJob.Finished finished) throws IOException {
        writer.write(JSON.writeValueAsString(Map.of("group", finished.group(), "rows", finished.rows())));
        writer.newLine();
    }

    /** Lines of runs.csv in the order of their runs' numbers. */
    List<String> rows() {
        Map<Long, String> byNumber = new TreeMap<>();
        done.values().forEach(rows -> rows
                .forEach(row -> byNumber.put(Long.parseLong(row.substring(0, row.indexOf(','))), row)));
        return List.copyOf(byNumber.values());
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
