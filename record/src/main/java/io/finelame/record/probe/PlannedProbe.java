package io.finelame.record.probe;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.Link;
import io.finelame.bpf.PerfEvent;
import io.finelame.bpf.finelame.Allocation;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.record.config.ProbeFunction;
import io.finelame.record.machine.OnlineCpus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A probe of the configuration, resolved to a place in a file or the kernel, and ready to attach. */
public sealed interface PlannedProbe {
    /** As the configuration names them. */
    String event();

    String program();

    /** How it is attached, for people. */
    String attachedAs();

    /** The features that it counts; none for a request mapper. */
    default List<String> features() {
        return ProbeFunction.BY_NAME.get(program()) instanceof ProbeFunction.Monitor monitor
                ? monitor.features()
                : List.of();
    }

    /** Why it differs from what was asked; empty if it doesn't. */
    default String note() {
        return "";
    }

    /** A C++ or Rust function may be left by an exception or a panic, which looks for its caller. */
    private static String riskOf(String function, boolean atReturn) {
        return atReturn && function.startsWith("_Z")
                ? "an exception that leaves " + function + " ends the server: a return probe hides its caller from C++"
                : "";
    }

    /**
     * @param pid the process it is for, where it is {@link OfTarget}
     * @return what to close to detach it
     */
    List<Link> attach(FinelameObject object, int pid) throws BpfException;

    /** Attaches to one place in a file. */
    interface At {
        Link attach(long offset) throws BpfException;
    }

    private static List<Link> atEach(List<Long> offsets, At place) throws BpfException {
        List<Link> links = new ArrayList<>();
        for (long offset : offsets) {
            links.add(place.attach(offset));
        }
        return links;
    }

    /** Attached once for each target process, instead of once for all. */
    sealed interface OfTarget extends PlannedProbe {}

    /** Attached to a file, in whichever process runs it. */
    sealed interface OfFile extends PlannedProbe {
        Path file();
    }

    /** @param offsets in the file, bytes */
    record Mapper(String event, String program, Path file, List<Long> offsets, long cookie, boolean atReturn)
            implements
                OfFile {
        @Override
        public String attachedAs() {
            return (atReturn ? "uretprobe " : "uprobe ") + file;
        }

        @Override
        public String note() {
            return riskOf(event, atReturn);
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return atEach(offsets,
                    offset -> object.attachMapper(cookie, BpfProgram.ANY_PROCESS, file, offset, atReturn));
        }
    }

    /** An allocation function of a library or executable. */
    record Memory(String event, String program, Path file, List<Long> offsets, Allocation allocation)
            implements
                OfTarget {
        @Override
        public String attachedAs() {
            return (allocation.isProbedAtReturn() ? "uprobe, uretprobe " : "uprobe ") + file;
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            List<Link> links = new ArrayList<>();
            for (long offset : offsets) {
                links.addAll(object.attachAllocation(allocation, 0, pid, file, offset));
            }
            return links;
        }
    }

    /** The allocators that a process turns out to have in its memory; {@link AllocatorProbes} finds and attaches them. */
    record Allocators(String event, String program) implements OfTarget {
        @Override
        public String attachedAs() {
            return "uprobe, uretprobe, on the allocators in each process's memory";
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            List<String> problems = new ArrayList<>();
            AllocatorProbes allocators = new AllocatorProbes(object, List.of(), true);
            List<Link> links = new ArrayList<>(allocators.look(pid, problems));
            return links;
        }
    }

    /**
     * At an event of the kernel.
     *
     * @param kernelProgram in finelame.bpf.c
     */
    record InKernel(String event, String program, String kernelProgram, String attachedAs, String note)
            implements
                PlannedProbe {
        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return object.attach(kernelProgram);
        }
    }

    /**
     * Follows what processes send to each other on this machine, which costs something for all that goes by a socket: attached
     * with the others if several are chosen, otherwise once one does.
     */
    record OfLocalTraffic(InKernel probe) implements PlannedProbe {
        @Override
        public String event() {
            return probe.event();
        }

        @Override
        public String program() {
            return probe.program();
        }

        @Override
        public String attachedAs() {
            return probe.attachedAs() + ", once a recorded process connects to this machine or uses a UNIX socket";
        }

        @Override
        public String note() {
            return probe.note();
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return probe.attach(object, pid);
        }
    }

    /** A request mapper of {@code ebpf_prog}. */
    record OwnMapper(String event, String program, Path file, List<Long> offsets, long cookie, boolean atReturn)
            implements
                OfFile {
        @Override
        public String attachedAs() {
            return (atReturn ? "uretprobe " : "uprobe ") + file;
        }

        @Override
        public String note() {
            return riskOf(event, atReturn);
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return atEach(offsets,
                    offset -> object.ownProgram(program).attachUprobe(BpfProgram.ANY_PROCESS, file, offset, cookie,
                            atReturn));
        }
    }

    /** A resource monitor of {@code ebpf_prog} in user space. */
    record OwnMonitor(String event, String program, Path file, List<Long> offsets, boolean atReturn,
            List<String> features) implements OfTarget {
        @Override
        public String attachedAs() {
            return (atReturn ? "uretprobe " : "uprobe ") + file;
        }

        @Override
        public String note() {
            return riskOf(event, atReturn);
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return atEach(offsets, offset -> object.ownProgram(program).attachUprobe(pid, file, offset, 0, atReturn));
        }
    }

    /** A program of {@code ebpf_prog} in the kernel, attached as its section says. */
    record OwnInKernel(String event, String program, String section, List<String> features) implements PlannedProbe {
        @Override
        public String attachedAs() {
            return section;
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return List.of(object.ownProgram(program).attach());
        }
    }

    /** Counted by a program that is attached already. */
    record Shared(String event, String program, String attachedAs) implements PlannedProbe {
        @Override
        public List<Link> attach(FinelameObject object, int pid) {
            return List.of();
        }
    }

    /** @param period events, or ns for the timer, between two samples of one CPU */
    record Sampled(String event, String program, PerfEvent.Kind kind, long period) implements PlannedProbe {
        @Override
        public String attachedAs() {
            return "perf_event, period " + period;
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            List<Link> links = new ArrayList<>();
            for (int cpu : OnlineCpus.list()) {
                links.add(object.program(program).attachPerfEvent(PerfEvent.open(kind, period, cpu)));
            }
            return links;
        }
    }
}
