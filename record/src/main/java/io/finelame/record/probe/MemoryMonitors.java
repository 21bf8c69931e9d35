package io.finelame.record.probe;

import io.finelame.bpf.finelame.CountingLibrary;
import java.util.List;

/**
 * The memory monitors among planned probes.
 *
 * @param configured those that name a function
 * @param search whether the allocators that a process has are looked for
 */
public record MemoryMonitors(List<ResolvedProbe.Memory> configured, boolean search) {
    public MemoryMonitors {
        configured = List.copyOf(configured);
    }

    public static MemoryMonitors among(List<ResolvedProbe> planned) {
        List<ResolvedProbe.Memory> configured = planned.stream().filter(ResolvedProbe.Memory.class::isInstance)
                .map(ResolvedProbe.Memory.class::cast).toList();
        return new MemoryMonitors(configured, planned.stream().anyMatch(ResolvedProbe.Allocators.class::isInstance)
                || configured.stream().anyMatch(probe -> AllocatorFunctions.find(probe.event()).isPresent()));
    }

    /** Whether there is none. */
    boolean isEmpty() {
        return configured.isEmpty() && !search;
    }

    /** Whether a process that has the {@link CountingLibrary} needs none of them. */
    public boolean canBeReplaced() {
        return !isEmpty() && configured.stream().allMatch(probe -> CountingLibrary.defines(probe.event()));
    }

    /** Whether one is for what pools give out. */
    boolean countPools() {
        return configured.stream().anyMatch(probe -> AllocatorFunctions.isPool(probe.event()));
    }
}
