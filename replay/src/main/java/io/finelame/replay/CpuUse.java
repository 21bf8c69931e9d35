package io.finelame.replay;

import io.finelame.record.AttributedCpuTime;
import io.finelame.record.Document;
import io.finelame.record.ProcessShares;
import io.finelame.record.RecordingHeader;
import java.util.Optional;

/** What a recording says of the server's CPU time beside the requests' counters. Not thread-safe. */
final class CpuUse {
    private final ProcessShares shares;
    private Document.CpuTime latest;

    CpuUse(RecordingHeader header) {
        shares = new ProcessShares(header);
    }

    /** Takes the next document into account, of any type. */
    void add(Document document) {
        shares.add(document);
        if (document instanceof Document.CpuTime total) {
            latest = total;
        }
    }

    /** Which process used how much of each request's. */
    ProcessShares shares() {
        return shares;
    }

    /** Of all recorded processes; empty in a recording of an earlier version. */
    Optional<AttributedCpuTime> total() {
        return Optional.ofNullable(latest).map(cpu -> new AttributedCpuTime(cpu.usedNs(), cpu.chargedNs()));
    }
}
