package io.finelame.record.summary;

import com.carrotsearch.hppc.LongHashSet;
import io.finelame.cli.Progress;
import io.finelame.cli.file.InputException;
import io.finelame.record.stack.RecordedStacks;
import io.finelame.recording.Document;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.nio.file.Path;
import java.util.List;

/**
 * A recording read from end to end.
 *
 * @param requests distinct request ids
 * @param deployments models that were handed to the kernel, {@code scores} verdicts that came back
 * @param cpuTime the last of what was charged; null in a recording of an earlier version
 * @param processes that were charged, by name; none in a recording of an earlier version
 * @param sharedRequests requests that several processes worked for
 * @param firstOfSeveral requests that were the first of several on their connection; 0 in a recording of an earlier version
 * @param unanswered requests that ended without an answer; likewise
 * @param stacks null if none were recorded
 * @param seconds from the header's clock to the last whole snapshot
 */
public record RecordingSummary(RecordingHeader header, RecordingReader.Health health, long requests, double seconds,
        int deployments, long scores, Document.CpuTime cpuTime, List<ProcessShares.Process> processes,
        long sharedRequests, long firstOfSeveral, long unanswered, Stacks stacks) {
    /**
     * @param samples of stacks
     * @param periodMs CPU time that a sample stands for, ms
     * @param unattributed those of no request
     */
    public record Stacks(long samples, double periodMs, long unattributed) {
        static Stacks of(RecordedStacks recorded) {
            return recorded.isEmpty()
                    ? null
                    : new Stacks(recorded.samples(), recorded.periodNs() / 1e6, recorded.unattributed());
        }
    }

    /** @throws InputException if it is not a recording */
    public static RecordingSummary read(Path directory) {
        return read(directory, true);
    }

    public static RecordingSummary read(Path directory, boolean quiet) {
        LongHashSet requests = new LongHashSet();
        int deployments = 0;
        long scores = 0;
        Document.CpuTime cpuTime = null;
        try (RecordingReader reader = RecordingReader.open(directory);
                Progress progress = Progress.ofReading(directory, quiet)) {
            reader.onProgress(progress::to);
            ProcessShares shares = new ProcessShares(reader.header());
            RequestFacts facts = new RequestFacts(reader.header());
            RecordedStacks stacks = new RecordedStacks();
            while (reader.next() instanceof Document document) {
                shares.add(document);
                facts.add(document);
                stacks.note(document);
                switch (document) {
                    case Document.Snapshot snapshot -> {
                        for (int entry = 0; entry < snapshot.entries(); entry++) {
                            requests.add(snapshot.requestId(entry));
                        }
                    }
                    case Document.Deployment _ -> deployments++;
                    case Document.Scores found -> scores += found.count();
                    case Document.CpuTime latest -> cpuTime = latest;
                    default -> {
                    }
                }
            }
            RecordingReader.Health health = reader.health();
            long last = health.lastMonotonicNs();
            double seconds = last == 0 ? 0 : (last - reader.header().clock().monotonicNs()) / 1e9;
            return new RecordingSummary(reader.header(), health, requests.size(), seconds,
                    deployments, scores, cpuTime, shares.processes(), shares.sharedRequests(), facts.firsts(),
                    facts.unanswered(), Stacks.of(stacks));
        }
    }
}
