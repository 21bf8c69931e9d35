package io.finelame.record.inspect;

import io.finelame.cli.file.InputException;
import io.finelame.cli.file.OutputFile;
import io.finelame.record.stack.FoldedStacks;
import io.finelame.record.stack.RecordedStacks;
import io.finelame.recording.Document;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The stacks of a recording, or of some of its requests, as other tools read them. */
final class StackExport {
    private final List<RecordedStacks.Count> counts;
    private final long periodNs;

    private StackExport(List<RecordedStacks.Count> counts, long periodNs) {
        this.counts = counts;
        this.periodNs = periodNs;
    }

    /**
     * @param requests their ids; all samples if there are none
     * @throws InputException if the recording has no stacks, or none of these requests
     */
    static StackExport read(RecordingReader reader, Path directory, List<String> requests) {
        Set<Long> wanted = new HashSet<>();
        requests.forEach(id -> wanted.add(parse(id)));
        RecordedStacks stacks = new RecordedStacks();
        while (reader.next() instanceof Document document) {
            stacks.note(document);
        }
        if (stacks.isEmpty()) {
            throw new InputException(
                    directory
                            + ": no stacks in it: expected a recording of 'finelame record --stacks' whose requests used CPU time");
        }
        List<RecordedStacks.Count> counts = stacks.counts();
        if (!wanted.isEmpty()) {
            counts = counts.stream().filter(count -> wanted.contains(count.request())).toList();
        }
        if (counts.isEmpty()) {
            throw new InputException("--request " + String.join(",", requests)
                    + ": not sampled: expected a request with more CPU time than " + stacks.periodNs() / 1_000_000
                    + " ms; without --request, all samples are printed");
        }
        return new StackExport(counts, stacks.periodNs());
    }

    private static long parse(String id) {
        try {
            return Long.parseUnsignedLong(id.strip());
        } catch (NumberFormatException e) {
            throw new InputException("--request '" + id + "': expected a request's number, as in test_LABEL.csv");
        }
    }

    void printFolded(PrintStream out) {
        TreeMap<String, Long> folded = new TreeMap<>();
        counts.forEach(count -> folded.merge(FoldedStacks.text(count.process(), count.frames()), count.samples(),
                Long::sum));
        folded.forEach((stack, samples) -> out.println(stack + " " + samples));
    }

    void writePprof(Path file, RecordingHeader header) throws IOException {
        PprofProfile profile = new PprofProfile(periodNs, header.clock().realtimeNs());
        counts.forEach(profile::add);
        OutputFile.write(file, profile::writeTo);
    }
}
