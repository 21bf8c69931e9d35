package io.finelame.record.probe;

import io.finelame.bpf.finelame.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Resource monitors that were attached and counted nothing for any request: what they count is 0, or they don't fire here. */
final class SilentMonitors {
    /** Fewer may well have used none of it. */
    private static final long REQUESTS = 10;

    /** Clients that don't keep a server waiting are not a reason for a warning. */
    private static final Set<String> OFTEN_NOTHING = Set.of(Feature.REQ_PEER_WAIT.name());

    private SilentMonitors() {}

    /**
     * @param probes that were attached
     * @param counted features that some request used
     * @return a line for each that counted nothing
     */
    static List<String> describe(List<ResolvedProbe> probes, Set<String> counted, long requests) {
        List<String> lines = new ArrayList<>();
        if (requests < REQUESTS) {
            return lines;
        }
        for (ResolvedProbe probe : probes) {
            List<String> features = probe.program().features();
            if (!features.isEmpty() && !OFTEN_NOTHING.containsAll(features)
                    && features.stream().noneMatch(counted::contains)) {
                lines.add("%s (%s) counted nothing: %s %s 0 for all %,d requests".formatted(probe.program().name(),
                        probe.event(), String.join(" and ", features), features.size() == 1 ? "is" : "are", requests));
            }
        }
        return lines;
    }
}
