package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.Link;
import io.finelame.bpf.PerfEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The kernel that this process runs on. */
final class RunningKernel implements KernelHooks.Kernel {
    private static final long TIMER_NS = 10_000_000;
    private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");

    /** All names in its type information, each between two zero bytes; empty if there is none. */
    private final String names = readNames();

    /** The header's fields: struct btf_header in linux/btf.h. */
    private static String readNames() {
        try {
            ByteBuffer btf = ByteBuffer.wrap(Files.readAllBytes(BTF)).order(ByteOrder.nativeOrder());
            int start = btf.getInt(4) + btf.getInt(16);
            return new String(btf.array(), start, btf.getInt(20), StandardCharsets.ISO_8859_1);
        } catch (IOException noTypeInformation) {
            return "";
        }
    }

    @Override
    public boolean has(String name) {
        return names.contains("\0" + name + "\0");
    }

    @Override
    public void attach(KernelHook.Way way) throws BpfException {
        if (way.kind() == KernelHook.Kind.PERF_EVENT) {
            PerfEvent.open(PerfEvent.Kind.CPU_CLOCK, TIMER_NS, 0).close();
            return;
        }
        Set<String> programs = way.places().stream().map(KernelHook.Place::program).collect(Collectors.toSet());
        List<Link> links = new ArrayList<>();
        try (BpfObject object = LoadedPrograms.open(LoadOptions.ofTrial(),
                way.kind() == KernelHook.Kind.KPROBE)) {
            for (BpfProgram program : object.programs()) {
                program.setAutoload(programs.contains(program.name()));
            }
            object.load();
            for (KernelHook.Place place : way.places()) {
                links.add(LoadedPrograms.attach(object, way.kind(), place));
            }
        } finally {
            links.forEach(Link::close);
        }
    }
}
