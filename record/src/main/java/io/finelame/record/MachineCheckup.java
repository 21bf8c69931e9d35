package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.FinelameObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds out what this machine can attach, by attaching it. */
final class MachineCheckup {
    private final List<Finding> findings = new ArrayList<>();

    private MachineCheckup() {}

    static List<Finding> run() throws IOException {
        MachineCheckup checkup = new MachineCheckup();
        checkup.files();
        checkup.rights();
        checkup.programs();
        return checkup.findings;
    }

    private void files() throws IOException {
        findings.add(Finding.ok("kernel", "Linux " + Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip()));
        boolean btf = Files.isReadable(Path.of("/sys/kernel/btf/vmlinux"));
        findings.add(btf
                ? Finding.ok("BTF", "/sys/kernel/btf/vmlinux")
                : Finding.no("BTF", "no /sys/kernel/btf/vmlinux: needs a kernel with CONFIG_DEBUG_INFO_BTF"));
        boolean tracefs = Files.isDirectory(Path.of("/sys/kernel/tracing/events"));
        findings.add(tracefs
                ? Finding.ok("tracefs", "/sys/kernel/tracing")
                : Finding.note("tracefs", "not mounted, and not needed: BTF tracepoints stand in for classic ones"));
        boolean kprobes = Files.exists(Path.of("/sys/bus/event_source/devices/kprobe"));
        findings.add(kprobes
                ? Finding.ok("kprobes", "in this kernel")
                : Finding.note("kprobes", "not in this kernel, and not needed where BTF tracepoints or fentry serve"));
    }

    private void rights() {
        List<Capabilities> missing = Capabilities.missing();
        findings.add(missing.isEmpty()
                ? Finding.ok("rights", "CAP_BPF, CAP_PERFMON")
                : Finding.no("rights", Capabilities.describe(missing)));
    }

    private void programs() throws IOException {
        try {
            findings.add(Finding.ok("libbpf", FinelameObject.libraryVersion()));
        } catch (BpfException e) {
            findings.add(Finding.no("libbpf", e.getMessage()));
            return;
        }
        findings.addAll(ProgramCheckup.run());
    }
}
