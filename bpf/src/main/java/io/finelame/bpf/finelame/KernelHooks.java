package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** For each {@link KernelHook}, the way that works in a kernel. Immutable. */
public final class KernelHooks {
    private static KernelHooks ofThisKernel;

    private final Map<KernelHook, KernelHook.Way> chosen = new EnumMap<>(KernelHook.class);
    private final Map<KernelHook, List<String>> refused = new EnumMap<>(KernelHook.class);

    private boolean hasUprobeLinks;

    private KernelHooks() {}

    /** What a choice asks of a kernel. */
    public interface Kernel {
        /** Whether its type information has a function, or the type of a tracepoint. */
        boolean has(String name);

        /** Loads and attaches the programs of a way for a moment. */
        void attach(KernelHook.Way way) throws BpfException;
    }

    /** Tried on the first call, without the ways that FINELAME_WITHOUT lists. */
    public static synchronized KernelHooks ofThisKernel() {
        if (ofThisKernel == null) {
            ofThisKernel = choose(new RunningKernel(), without(System.getenv("FINELAME_WITHOUT")));
        }
        return ofThisKernel;
    }

    static Set<KernelHook.Kind> without(String list) {
        Set<KernelHook.Kind> kinds = EnumSet.noneOf(KernelHook.Kind.class);
        if (list == null || list.isBlank()) {
            return kinds;
        }
        for (String name : list.split(",")) {
            kinds.add(List.of(KernelHook.Kind.values()).stream().filter(kind -> kind.section().equals(name.strip()))
                    .findFirst().orElseThrow(() -> new IllegalArgumentException("FINELAME_WITHOUT: found '" + name
                            + "': expected tp_btf, fexit, fentry, kprobe or perf_event, separated by commas")));
        }
        return kinds;
    }

    /** @param without ways that are not to be used, for trying the others */
    public static KernelHooks choose(Kernel kernel, Set<KernelHook.Kind> without) {
        KernelHooks hooks = new KernelHooks();
        hooks.hasUprobeLinks = kernel.has(BpfProgram.UPROBE_LINKS);
        for (KernelHook hook : KernelHook.values()) {
            hooks.choose(hook, kernel, without);
        }
        return hooks;
    }

    private void choose(KernelHook hook, Kernel kernel, Set<KernelHook.Kind> without) {
        List<String> reasons = new ArrayList<>();
        refused.put(hook, reasons);
        for (KernelHook.Way way : hook.ways()) {
            if (without.contains(way.kind())) {
                reasons.add(way.kind().section() + ": disabled by FINELAME_WITHOUT");
                continue;
            }
            Optional<KernelHook.Way> there = way.within(kernel);
            if (there.isEmpty()) {
                reasons.add("no " + way.places().getFirst().target());
            } else if (works(there.get(), kernel, reasons)) {
                chosen.put(hook, there.get());
                return;
            }
        }
    }

    /** A tracepoint that is there attaches like any other; functions are another matter. */
    private static boolean works(KernelHook.Way way, Kernel kernel, List<String> reasons) {
        if (way.kind() == KernelHook.Kind.TP_BTF) {
            return true;
        }
        try {
            kernel.attach(way);
            return true;
        } catch (BpfException e) {
            reasons.add(way.kind().section() + ": " + e.getMessage());
            return false;
        }
    }

    /** Empty if no way works. */
    public Optional<KernelHook.Way> way(KernelHook hook) {
        return Optional.ofNullable(chosen.get(hook));
    }

    /** Why the better ways, or all of them, don't work; empty if the first does. */
    public String refused(KernelHook hook) {
        return String.join("; ", refused.get(hook));
    }

    /** Whether sockets are known by their addresses. */
    boolean useKprobes() {
        return chosen.values().stream().anyMatch(way -> way.kind() == KernelHook.Kind.KPROBE);
    }

    /** Whether this kernel probes functions without perf events, and so without CAP_SYS_ADMIN. */
    public static boolean attachesToFunctionsByLinks() {
        return new RunningKernel().has(BpfProgram.UPROBE_LINKS);
    }

    /** Whether functions are probed without perf events. */
    boolean hasUprobeLinks() {
        return hasUprobeLinks;
    }

    /** Whether a program is one of a way that was not chosen, or of a place that isn't there. */
    boolean leavesOut(String program) {
        boolean ofAWay = Arrays.stream(KernelHook.values()).flatMap(KernelHook::programs).anyMatch(program::equals);
        boolean ofAChosen = chosen.values().stream().flatMap(way -> way.places().stream())
                .anyMatch(place -> place.program().equals(program));
        return ofAWay && !ofAChosen;
    }
}
