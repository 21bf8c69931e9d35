package io.finelame.record.cost;

import io.finelame.bpf.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a server did in a slice of time.
 *
 * @param cpuNs CPU time of its processes
 * @param segments TCP segments that its network namespace sent, as a measure of what was served
 * @param ownCpuNs CPU time of this process
 * @param ended processes that ended meanwhile, of which the CPU time since the slice began is unknown
 */
record Slice(long ns, long cpuNs, long segments, long ownCpuNs, int ended) {
    /** The state at one moment. */
    record Reading(long ns, Map<Integer, Long> cpuNs, long segments, long ownCpuNs) {
        static Reading of(Set<Integer> processes) throws IOException {
            return new Reading(Clock.monotonic(),
                    processes.stream().collect(Collectors.toMap(pid -> pid, Clock::process)),
                    segments(processes), Clock.process((int) ProcessHandle.current().pid()));
        }

        /** All segments sent, by the count of RFC 4022, tcpOutSegs. */
        private static long segments(Set<Integer> processes) throws IOException {
            for (int pid : processes) {
                Path counts = Path.of("/proc", Integer.toString(pid), "net/snmp");
                if (Files.isReadable(counts)) {
                    List<String[]> tcp = Files.readAllLines(counts).stream().filter(line -> line.startsWith("Tcp:"))
                            .map(line -> line.split(" ")).toList();
                    return Long.parseLong(tcp.get(1)[List.of(tcp.get(0)).indexOf("OutSegs")]);
                }
            }
            return 0;
        }
    }

    static Slice between(Reading begin, Reading end) {
        long used = 0;
        for (Map.Entry<Integer, Long> process : end.cpuNs.entrySet()) {
            used += Math.max(0, process.getValue() - begin.cpuNs.getOrDefault(process.getKey(), 0L));
        }
        int ended = (int) begin.cpuNs.keySet().stream().filter(pid -> end.cpuNs.getOrDefault(pid, 0L) == 0).count();
        return new Slice(end.ns - begin.ns, used, end.segments - begin.segments, end.ownCpuNs - begin.ownCpuNs, ended);
    }

    double cpuPerSecond() {
        return (double) cpuNs / ns;
    }

    double cpuPerSegment() {
        return (double) cpuNs / segments;
    }
}
