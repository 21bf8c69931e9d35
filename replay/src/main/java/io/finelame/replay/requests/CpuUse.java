package io.finelame.replay.requests;

import io.finelame.cli.text.AttributedCpuTime;
import io.finelame.record.stack.RecordedStacks;
import io.finelame.record.summary.ProcessShares;
import io.finelame.recording.Document;
import io.finelame.recording.RecordingHeader;
import java.util.Optional;

/** What a recording says of the server's CPU time beside the requests' counters. Not thread-safe. */
public final class CpuUse {
    private final ProcessShares shares;
    private final RecordedStacks stacks = new RecordedStacks();
    private Document.CpuTime latest;

    CpuUse(RecordingHeader header) {
        shares = new ProcessShares(header);
    }

    /** Takes the next document into account, of any type. */
    void add(Document document) {
        shares.add(document);
        stacks.note(document);
        if (document instanceof Document.CpuTime total) {
            latest = total;
        }
    }

    /** Which process used how much of each request's. */
    public ProcessShares shares() {
        return shares;
    }

    /** In which code; empty if no stacks were recorded. */
    public RecordedStacks stacks() {
        return stacks;
    }

    /** Of all recorded processes; empty in a recording of an earlier version. */
    public Optional<AttributedCpuTime> total() {
        return Optional.ofNullable(latest).map(cpu -> new AttributedCpuTime(cpu.usedNs(), cpu.chargedNs()));
    }
}
