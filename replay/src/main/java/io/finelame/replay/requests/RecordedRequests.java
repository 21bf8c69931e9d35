package io.finelame.replay.requests;

import io.finelame.cli.Progress;
import io.finelame.record.summary.PeerSums;
import io.finelame.record.summary.RequestFacts;
import io.finelame.recording.Document;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A recording's table, with what the recording says of itself, and what the kernel's detector did while it was made.
 *
 * @param updates where each was logged
 * @param scores the kernel's, in the order in which requests left the map
 * @param deployed the kernel's models by generation, as model.json
 * @param cpu the server's CPU time
 * @param facts where requests stand on their connections
 * @param peers what each peer's requests used together, of whatever request the table lacks, too
 */
public record RecordedRequests(Path directory, RecordingHeader header, RecordingReader.Health health,
        RequestTable table,
        Optional<Updates> updates, List<KernelScore> scores, Map<Integer, String> deployed, CpuUse cpu,
        RequestFacts facts, PeerSums peers) {
    /** Entries of a snapshot. */
    private static final int LARGE = 1000;

    public static RecordedRequests read(Path directory) {
        return read(directory, true, true);
    }

    /**
     * @param withUpdates whether counter updates are wanted, where there are any
     * @param quiet without a progress bar
     */
    public static RecordedRequests read(Path directory, boolean withUpdates, boolean quiet) {
        try (RecordingReader reader = RecordingReader.open(directory);
                Progress progress = Progress.ofReading(directory, quiet)) {
            reader.onProgress(progress::to);
            RecordingHeader header = reader.header();
            RequestTableBuilder builder = new RequestTableBuilder(header);
            Updates.Builder updates = header.hasEvents() && withUpdates ? new Updates.Builder(header) : null;
            KernelScore.Reader scoreReader = header.scoreLayout() == null ? null : KernelScore.Reader.of(header);
            List<KernelScore> scores = new ArrayList<>();
            Map<Integer, String> deployed = new HashMap<>();
            CpuUse cpu = new CpuUse(header);
            RequestFacts facts = new RequestFacts(header);
            PeerSums peers = new PeerSums(header);
            while (reader.next() instanceof Document document) {
                CompletableFuture<Void> others = beside(document, () -> {
                    cpu.add(document);
                    facts.add(document);
                    peers.add(document);
                });
                switch (document) {
                    case Document.Snapshot snapshot -> builder.add(snapshot);
                    case Document.Events events when updates != null -> updates.add(events);
                    case Document.Scores found -> {
                        for (int entry = 0; entry < found.count(); entry++) {
                            scores.add(scoreReader.read(found, entry));
                        }
                    }
                    case Document.Deployment deployment -> deployed.put(deployment.generation(),
                            deployment.model());
                    default -> {
                    }
                }
                others.join();
            }
            return new RecordedRequests(directory, header, reader.health(), builder.build(),
                    Optional.ofNullable(updates).map(Updates.Builder::build), scores, deployed, cpu, facts, peers);
        }
    }

    /** On another processor, if the document is large enough to be worth it. */
    private static CompletableFuture<Void> beside(Document document, Runnable task) {
        if (document instanceof Document.Snapshot snapshot && snapshot.entries() >= LARGE) {
            return CompletableFuture.runAsync(task);
        }
        task.run();
        return CompletableFuture.completedFuture(null);
    }

    public RecordedRequests with(RequestTable otherTable) {
        return new RecordedRequests(directory, header, health, otherTable, updates, scores, deployed, cpu, facts,
                peers);
    }

    /** How many of the last models had to flag a request. */
    public int consensus() {
        return scores.isEmpty() ? 1 : scores.getFirst().distances().length;
    }

    /** @throws IllegalArgumentException if there is no such request */
    public int rowOf(long requestId) {
        for (int row = 0; row < table.rows(); row++) {
            if (table.ids()[row] == requestId) {
                return row;
            }
        }
        throw new IllegalArgumentException("no request " + Long.toUnsignedString(requestId));
    }

    public double seconds() {
        return Math.max(0, (health.lastMonotonicNs() - header.clock().monotonicNs()) / 1e9);
    }
}
