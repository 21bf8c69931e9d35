package io.finelame.record.probe;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.Link;
import io.finelame.bpf.PerfEvent;
import io.finelame.bpf.finelame.Allocation;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.record.machine.OnlineCpus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A probe of the configuration, resolved to a place in a file or the kernel, and ready to attach. */
public sealed interface ResolvedProbe {
    /** As the configuration names it. */
    String event();

    ProbeProgram program();

    /** How it is attached, for people. */
    String attachedAs();

    /** Why it differs from what was asked; empty if it doesn't. */
    default String note() {
        return "";
    }

    /**
     * @param pid the process it is for, if it is {@link OfTarget}
     * @return what to close to detach it
     */
    List<Link> attach(FinelameObject object, int pid) throws BpfException;

    /** Attached once for each target process, instead of once for all. */
    sealed interface OfTarget extends ResolvedProbe {}

    /**
     * An instruction that is probed.
     *
     * @param offset in the file, bytes
     * @param semaphore offset of a tracepoint's counter in the file, bytes; 0: none
     * @param cookie of a request mapper
     */
    record Site(long offset, long semaphore, long cookie) {}

    /**
     * A place in a library or executable.
     *
     * @param name as the configuration has it
     * @param remark what its user should know; may be empty
     */
    record Located(String name, Path file, List<Site> sites, boolean atReturn, String remark) {
        public Located {
            sites = List.copyOf(sites);
        }

        private String attachedAs() {
            return (atReturn ? "uretprobe " : "uprobe ") + file;
        }

        /** A C++ or Rust function may be left by an exception or a panic, which looks for its caller. */
        private String note() {
            return atReturn && name.startsWith("_Z")
                    ? "an exception that leaves " + name + " ends the server: a return probe hides its caller from C++"
                    : remark;
        }

        private List<Link> attach(BpfProgram program, int pid) throws BpfException {
            List<Link> links = new ArrayList<>();
            try {
                for (Site site : sites) {
                    links.add(
                            program.attachUprobe(pid, file, site.offset, site.semaphore, site.cookie, atReturn));
                }
            } catch (BpfException e) {
                links.forEach(Link::close);
                throw e;
            }
            return links;
        }
    }

    /** At a place in a library or executable. */
    sealed interface OfFile extends ResolvedProbe {
        Located at();

        @Override
        default String event() {
            return at().name();
        }

        @Override
        default String attachedAs() {
            return at().attachedAs();
        }

        @Override
        default String note() {
            return at().note();
        }
    }

    /** A request mapper: attached to a file, in whichever process runs it. */
    record Mapper(ProbeProgram program, Located at) implements OfFile {
        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return at.attach(program.in(object), BpfProgram.ANY_PROCESS);
        }
    }

    /** A resource monitor of {@code ebpf_prog} in user space. */
    record Monitor(ProbeProgram program, Located at) implements OfFile, OfTarget {
        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return at.attach(program.in(object), pid);
        }
    }

    /**
     * An allocation function of a library or executable.
     *
     * @param offsets in the file, bytes
     */
    record Memory(String event, ProbeProgram program, Path file, List<Long> offsets, Allocation allocation)
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
    record Allocators(String event, ProbeProgram program) implements OfTarget {
        @Override
        public String attachedAs() {
            return "uprobe, uretprobe, on the allocators in each process's memory";
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return AllocatorProbes.attachFound(object, pid);
        }
    }

    /** At an event of the kernel. */
    record InKernel(String event, ProbeProgram program, String attachedAs, String note) implements ResolvedProbe {
        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            return program.attach(object);
        }
    }

    /**
     * Follows what processes send to each other on this machine, which costs something for all that goes by a socket: attached
     * with the others if several are chosen, otherwise once one does.
     */
    record OfLocalTraffic(InKernel probe) implements ResolvedProbe {
        @Override
        public String event() {
            return probe.event();
        }

        @Override
        public ProbeProgram program() {
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

    /** Counted by a program that is attached already. */
    record Shared(String event, ProbeProgram program, String attachedAs) implements ResolvedProbe {
        @Override
        public List<Link> attach(FinelameObject object, int pid) {
            return List.of();
        }
    }

    /** @param period events, or ns for the timer, between two samples of one CPU */
    record Sampled(String event, ProbeProgram program, PerfEvent.Kind kind, long period) implements ResolvedProbe {
        @Override
        public String attachedAs() {
            return "perf_event, period " + period;
        }

        @Override
        public List<Link> attach(FinelameObject object, int pid) throws BpfException {
            List<Link> links = new ArrayList<>();
            for (int cpu : OnlineCpus.list()) {
                links.add(program.in(object).attachPerfEvent(PerfEvent.open(kind, period, cpu)));
            }
            return links;
        }
    }
}
