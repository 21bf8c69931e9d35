package io.finelame.record.summary;

import com.carrotsearch.hppc.LongIntHashMap;
import com.carrotsearch.hppc.LongLongHashMap;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.ProcessName;
import io.finelame.recording.RecordingHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which process used how much of each request's CPU time, collected from a recording's documents in their order. The process
 * that was charged first has what the others don't. Not thread-safe.
 */
public final class ProcessShares {
    private static final String UNKNOWN = "(unknown)";

    private final Layout.Field cputime;
    private final Layout.Field first;
    private final LongIntHashMap firstOf = new LongIntHashMap();
    private final LongLongHashMap last = new LongLongHashMap();
    private final LongLongHashMap carried = new LongLongHashMap();
    private final Map<Long, Map<Integer, Counter>> others = new HashMap<>();
    private final Map<Integer, ProcessName> names = new HashMap<>();

    /** Counts up from what was there when the entry left the map. */
    private static final class Counter {
        private long carried;
        private long last;

        void set(long value) {
            carried += value < last ? last : 0;
            last = value;
        }

        long total() {
            return carried + last;
        }
    }

    /**
     * All processes of one name.
     *
     * @param requests that they were charged for
     * @param cputimeNs that they were charged
     */
    public record Process(String name, int processes, long requests, long cputimeNs) {}

    /** What one process used for a request. */
    public record Share(long request, int process, String name, long cputimeNs) {}

    public ProcessShares(RecordingHeader header) {
        cputime = header.layout().field("cputime").orElse(null);
        first = header.layout().field("tgid").orElse(null);
    }

    /** Whether the recording distinguishes processes: those of earlier versions don't. */
    public boolean isRecorded() {
        return first != null && cputime != null;
    }

    /** Takes the next document into account, of any type. */
    public void add(Document document) {
        if (!isRecorded()) {
            return;
        }
        switch (document) {
            case Document.Snapshot snapshot -> {
                for (int entry = 0; entry < snapshot.entries(); entry++) {
                    add(snapshot, entry);
                }
            }
            case Document.Shares shares -> {
                for (int entry = 0; entry < shares.count(); entry++) {
                    others.computeIfAbsent(shares.requestId(entry), _ -> new TreeMap<>())
                            .computeIfAbsent(shares.process(entry), _ -> new Counter()).set(shares.cputimeNs(entry));
                }
            }
            case Document.Processes(long _, List<ProcessName> found) -> found
                    .forEach(process -> names.put(process.tgid(), process));
            default -> {
            }
        }
    }

    private void add(Document.Snapshot snapshot, int entry) {
        long request = snapshot.requestId(entry);
        long value = snapshot.read(entry, cputime);
        long before = last.put(request, value);
        if (value < before) {
            carried.addTo(request, before);
        }
        int process = (int) snapshot.read(entry, first);
        if (process != 0 && !firstOf.containsKey(request)) {
            firstOf.put(request, process);
        }
    }

    /** Those that any process was charged for, in the order of their ids. */
    public long[] requests() {
        long[] requests = firstOf.keys().toArray();
        Arrays.sort(requests);
        return requests;
    }

    /** How many requests several processes worked for. */
    public long sharedRequests() {
        return others.keySet().stream().filter(firstOf::containsKey).count();
    }

    /** What each process used for a request, the first one first; empty if no process was charged for it. */
    public List<Share> of(long request) {
        int process = firstOf.getOrDefault(request, 0);
        if (process == 0) {
            return List.of();
        }
        List<Share> shares = new ArrayList<>();
        long rest = last.getOrDefault(request, 0) + carried.getOrDefault(request, 0);
        for (Map.Entry<Integer, Counter> other : others.getOrDefault(request, Map.of()).entrySet()) {
            long used = other.getValue().total();
            rest -= used;
            shares.add(new Share(request, other.getKey(), name(other.getKey()), used));
        }
        // While it is recorded, what others used may be newer than the sum.
        shares.addFirst(new Share(request, process, name(process), Math.max(0, rest)));
        return shares;
    }

    /** As {@link #of}, without those of requests that one process worked for alone. */
    public List<Share> ofShared(long request) {
        return others.containsKey(request) ? of(request) : List.of();
    }

    private String name(int process) {
        return names.containsKey(process) ? names.get(process).text() : UNKNOWN;
    }

    /** By the CPU time that was charged, the greatest first. */
    public List<Process> processes() {
        Map<String, Sum> byName = new LinkedHashMap<>();
        for (long request : requests()) {
            Map<String, Long> used = new HashMap<>();
            for (Share share : of(request)) {
                byName.computeIfAbsent(share.name, _ -> new Sum()).processes.add(share.process);
                used.merge(share.name, share.cputimeNs, Long::sum);
            }
            used.forEach((name, ns) -> byName.get(name).add(ns));
        }
        return byName.entrySet().stream()
                .map(entry -> new Process(entry.getKey(), entry.getValue().processes.size(), entry.getValue().requests,
                        entry.getValue().cputimeNs))
                .sorted(Comparator.comparingLong((Process process) -> -process.cputimeNs)
                        .thenComparing(Process::name))
                .toList();
    }

    /** Of the processes of one name. */
    private static final class Sum {
        private final Set<Integer> processes = new HashSet<>();
        private long requests;
        private long cputimeNs;

        void add(long ns) {
            requests++;
            cputimeNs += ns;
        }
    }
}
