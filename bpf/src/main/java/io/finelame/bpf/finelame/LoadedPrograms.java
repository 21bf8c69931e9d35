package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The compiled programs, loaded as far as this kernel accepts them, and how each is attached to its event in the kernel.
 *
 * @param refused programs that the kernel refused, with its reason
 */
record LoadedPrograms(BpfObject object, KernelHooks hooks, Map<String, BpfException> refused) {
    private static final Set<String> UPROBES = Set.of("uprobe", "uretprobe");
    private static final String RESOURCE = "finelame.bpf.o";

    static LoadedPrograms load(LoadOptions options, KernelHooks hooks) throws BpfException {
        Map<String, BpfException> refused = new HashMap<>();
        while (true) {
            BpfObject object = open(options, hooks.useKprobes());
            try {
                for (BpfProgram program : object.programs()) {
                    if (hooks.leavesOut(program.name()) || refused.containsKey(program.name())) {
                        program.setAutoload(false);
                    }
                }
                if (hooks.hasUprobeLinks()) {
                    for (BpfProgram program : object.programs()) {
                        if (UPROBES.contains(program.section())) {
                            program.useUprobeLinks();
                        }
                    }
                }
                object.load();
                return new LoadedPrograms(object, hooks, refused);
            } catch (BpfException e) {
                object.close();
                if (e.program().isEmpty() || refused.put(e.program().get(), e) != null) {
                    throw e;
                }
            }
        }
    }

    /** Not loaded yet. */
    static BpfObject open(LoadOptions options, boolean byAddress) throws BpfException {
        BpfObject object = BpfObject.open(compiled());
        try {
            object.map("datapoints").setMaxEntries(options.maxRequests());
            if (!options.arePreallocated()) {
                object.map("datapoints").setAllocatedOnDemand();
            }
            for (String map : List.of("changed_requests", "changed_datapoints", "over_requests")) {
                object.map(map).setMaxEntries(options.maxRead());
            }
            object.map("associations").setMaxEntries(options.maxObjects());
            object.map("scores").setMaxEntries(options.maxRequests());
            object.map("scores").setValueSize(Detector.scoreSize(object, options.consensus()));
            object.map("shares").setMaxEntries(options.maxShares());
            object.map("events").setMaxEntries(options.eventBytes());
            object.map("traces").setMaxEntries(options.traceBytes());
            object.map("stacks").setMaxEntries(options.stackBytes());
            object.map("connections_by_address").setMaxEntries(LoadOptions.maxSockets(byAddress));
            object.map("accepted_by_address").setMaxEntries(LoadOptions.maxSockets(byAddress));
            object.map("socket_calls").setMaxEntries(LoadOptions.maxSockets(byAddress));
            options.writeTo(object.map(".rodata.options").initialValue(), object.struct("options"), byAddress);
            return object;
        } catch (BpfException e) {
            object.close();
            throw e;
        }
    }

    /** Whether they are part of this build: it may have been made where clang was missing. */
    static boolean areIncluded() {
        return LoadedPrograms.class.getResource(RESOURCE) != null;
    }

    private static byte[] compiled() throws BpfException {
        try (InputStream in = LoadedPrograms.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new BpfException(
                        "this build has no eBPF programs, because clang or libbpf's headers were missing:"
                                + " 'finelame setup' installs them (Debian: clang libbpf-dev), and the next command builds again",
                        0,
                        "");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BpfProgram program(String name) throws BpfException {
        if (refused.containsKey(name)) {
            throw refused.get(name);
        }
        return named(object, name);
    }

    static BpfProgram named(BpfObject object, String name) {
        return object.program(name).orElseThrow(() -> new IllegalArgumentException("no eBPF program " + name));
    }

    List<Link> attach(String program) throws BpfException {
        KernelHook hook = KernelHook.of(program).orElse(null);
        if (hook == null) {
            return List.of(program(program).attach());
        }
        KernelHook.Way way = hooks.way(hook).orElseThrow(() -> new BpfException("attach " + program + ": "
                + hooks.refused(hook), 0, ""));
        List<Link> links = new ArrayList<>();
        try {
            for (KernelHook.Place place : way.places()) {
                program(place.program());
                links.add(attach(object, way.kind(), place));
            }
            return links;
        } catch (BpfException e) {
            links.forEach(Link::close);
            throw e;
        }
    }

    static Link attach(BpfObject object, KernelHook.Kind kind, KernelHook.Place place) throws BpfException {
        BpfProgram program = named(object, place.program());
        return kind == KernelHook.Kind.KPROBE ? program.attachKprobe(place.target()) : program.attach();
    }
}
