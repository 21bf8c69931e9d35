package io.finelame.record.doctor;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.record.machine.Capability;
import io.finelame.record.machine.Kernel;
import io.finelame.recording.FreeSpace;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Checks what this machine can attach, by attaching it. */
final class MachineCheckup {
    static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");

    private final boolean configured;
    private final List<Finding> findings = new ArrayList<>();

    private MachineCheckup(boolean configured) {
        this.configured = configured;
    }

    /**
     * @param configured whether a configuration says which probes are needed; otherwise those of automatic mapping are
     */
    static List<Finding> run(boolean configured) throws IOException {
        MachineCheckup checkup = new MachineCheckup(configured);
        checkup.files();
        checkup.rights();
        checkup.space();
        checkup.programs();
        return checkup.findings;
    }

    private void files() {
        findings.add(Finding.ok("Java", System.getProperty("java.version") + ", " + System.getProperty("java.home")));
        findings.add(Finding.ok("kernel", "Linux " + Kernel.release()));
        findings.add(Files.isReadable(BTF)
                ? Finding.ok("BTF", BTF.toString())
                : Finding.note("BTF", "not at " + BTF + ": loading shows whether libbpf finds it elsewhere"));
        boolean tracefs = Files.isDirectory(Path.of("/sys/kernel/tracing/events"));
        findings.add(tracefs
                ? Finding.ok("tracefs", "/sys/kernel/tracing")
                : Finding.note("tracefs", "not mounted, and not needed: BTF tracepoints stand in for classic ones"));
        boolean kprobes = Files.exists(Path.of("/sys/bus/event_source/devices/kprobe"));
        findings.add(kprobes
                ? Finding.ok("kprobes", "in this kernel")
                : Finding.note("kprobes", "not in this kernel, and not needed if BTF tracepoints or fentry work"));
    }

    private void rights() {
        List<Capability> missing = Capability.missing();
        findings.add(missing.isEmpty()
                ? Finding.ok("privileges", "CAP_BPF, CAP_PERFMON")
                : Finding.no("privileges", Capability.describe(missing)));
    }

    private void space() {
        Path here = Path.of("").toAbsolutePath();
        OptionalLong free = new FreeSpace(here).bytes();
        if (free.isEmpty()) {
            findings.add(Finding.note("disk",
                    "free space of " + here + " is unknown: recording continues, without watching it"));
        } else {
            String detail = "%,d MB free in %s".formatted(free.getAsLong() / 1_000_000, here);
            findings.add(free.getAsLong() >= RecordingWriter.RESERVE
                    ? Finding.ok("disk", detail)
                    : Finding.no("disk", detail + ": record --out to another disk, %,d MB stay in reserve"
                            .formatted(RecordingWriter.RESERVE / 1_000_000)));
        }
    }

    /** Needed to build, and for ebpf_prog. */
    private void compiler() {
        boolean clang = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "clang")));
        boolean headers = Files.isReadable(Path.of("/usr/include/bpf/bpf_helpers.h"));
        if (clang && headers) {
            findings.add(Finding.ok("compiler", "clang, and libbpf's headers"));
        } else {
            findings.add(Finding.note("compiler", (clang ? "libbpf's headers are" : "clang is")
                    + " missing: only an ebpf_prog in C, and a build, need it; 'finelame setup' installs it"));
        }
    }

    private void programs() throws IOException {
        compiler();
        try {
            findings.add(Finding.ok("libbpf", FinelameObject.libraryVersion()));
        } catch (BpfException e) {
            findings.add(Finding.no("libbpf", e.getMessage()));
            if (FinelameObject.isIncluded()) {
                return;
            }
        }
        findings.addAll(ProgramCheckup.run(configured));
    }
}
