package io.finelame.record.capture;

import com.carrotsearch.hppc.LongHashSet;
import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.finelame.CpuShares;
import io.finelame.recording.ProcessName;
import io.finelame.recording.RecordingWriter;
import io.finelame.recording.ShareDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings to the recording which processes used the CPU time of requests that several work for, and what the processes are
 * called. Not thread-safe.
 */
public final class ShareRecorder {
    private final CpuShares shares;
    private final RecordingWriter writer;
    private final LongHashSet gone = new LongHashSet();
    private final Set<CpuShares.Name> named = new HashSet<>();
    private Map<Key, Long> written = new HashMap<>();

    private record Key(long request, int process) {}

    public ShareRecorder(CpuShares shares, RecordingWriter writer) {
        this.shares = shares;
        this.writer = writer;
    }

    /** A request that left the map: its shares do too, once they are in the recording. */
    void takeOut(long request) {
        gone.add(request);
    }

    /** Writes what has changed since it was written last. */
    void write() throws BpfException, IOException {
        List<ShareDocument.Share> changed = new ArrayList<>();
        Map<Key, Long> kept = new HashMap<>();
        for (CpuShares.Share share : shares.read()) {
            boolean last = gone.contains(share.request());
            CpuShares.Share found = last ? shares.take(share) : share;
            Key key = new Key(share.request(), share.process());
            Long before = written.get(key);
            if (before == null || before != found.cputime()) {
                changed.add(new ShareDocument.Share(found.request(), found.process(), found.cputime()));
            }
            if (!last) {
                kept.put(key, found.cputime());
            }
        }
        written = kept;
        gone.clear();
        writeNames();
        if (!changed.isEmpty()) {
            ShareDocument.write(writer, Clock.monotonic(), changed);
        }
    }

    private void writeNames() throws BpfException, IOException {
        List<ProcessName> found = new ArrayList<>();
        for (CpuShares.Name name : shares.names()) {
            if (named.add(name)) {
                found.add(new ProcessName(name.process(), name.comm(), name.executable()));
            }
        }
        if (!found.isEmpty()) {
            ShareDocument.writeNames(writer, found);
        }
    }
}
