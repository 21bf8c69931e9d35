package io.finelame.record.stack;

import io.finelame.recording.Document;
import io.finelame.recording.ProcessName;
import io.finelame.recording.StackFrame;
import io.finelame.recording.StackNames;
import io.finelame.recording.StackSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The samples of a recording's stacks, counted by request, process and stack. Not thread-safe. */
public final class RecordedStacks {
    private final StackNames names = new StackNames();
    private final Map<Integer, String> processes = new HashMap<>();
    private final Map<Key, Long> counts = new HashMap<>();
    private long periodNs;
    private long samples;
    private long unattributed;

    private record Key(long request, int process, int stack) {}

    /**
     * @param request 0: of none
     * @param process its name
     * @param frames the outermost function first
     * @param samples how often the timer found it
     */
    public record Count(long request, String process, List<StackFrame> frames, long samples) {}

    /** To be called for each document of the recording, in their order. */
    public void note(Document document) {
        switch (document) {
            case Document.Stacks stacks -> names.note(stacks);
            case Document.StackSamples found -> note(found);
            case Document.Processes named -> named.processes().forEach(this::note);
            default -> {
            }
        }
    }

    private void note(ProcessName process) {
        processes.put(process.tgid(), process.name());
    }

    private void note(Document.StackSamples found) {
        periodNs = found.periodNs();
        for (int i = 0; i < found.count(); i++) {
            StackSample sample = found.sample(i);
            if (!sample.atDetection()) {
                counts.merge(new Key(sample.requestId(), sample.process(), sample.stack()), 1L, Long::sum);
                samples++;
                unattributed += sample.requestId() == 0 ? 1 : 0;
            }
        }
    }

    /** Whether stacks were recorded, and there were any. */
    public boolean isEmpty() {
        return samples == 0;
    }

    /** CPU time that a sample stands for, ns. */
    public long periodNs() {
        return periodNs;
    }

    public long samples() {
        return samples;
    }

    /** Samples of no request. */
    public long unattributed() {
        return unattributed;
    }

    /** In no order. Two may have the same functions. */
    public List<Count> counts() {
        List<Count> all = new ArrayList<>(counts.size());
        counts.forEach((key, count) -> all.add(new Count(key.request,
                processes.getOrDefault(key.process, "process " + key.process), names.stack(key.stack), count)));
        return all;
    }
}
