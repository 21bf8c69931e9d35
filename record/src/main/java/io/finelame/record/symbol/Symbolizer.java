package io.finelame.record.symbol;

import io.finelame.recording.StackFrame;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names the functions of addresses in processes and in the kernel. It looks at processes as they are now, so addresses should be
 * looked up soon after they were recorded. What can't be named, for whatever reason, is a frame of kind UNKNOWN; nothing that is
 * found in a process makes it throw. It needs the privileges to read processes' memory maps and files, and for the kernel CAP_SYSLOG,
 * unless {@code kernel.kptr_restrict} is 0 and {@code kernel.perf_event_paranoid} at most 1.
 *
 * <p>Not thread-safe.
 */
public final class Symbolizer {
    private static final Path KERNEL_SYMBOLS = Path.of("/proc/kallsyms");
    private static final int MOST_PROCESSES = 4096;
    /** Memory for what processes have of their own, perf maps mostly, in bytes. */
    private static final long MOST_BYTES = 1L << 28;
    private static final int ROOM_MS = 250;

    private final Path kernelSymbols;
    private final FileSymbols files = new FileSymbols();
    private final FunctionNames names = new FunctionNames();
    /** Those that were asked for last at the end. */
    private final Map<Integer, ProcessSymbols> processes = new LinkedHashMap<>(16, 0.75f, true);
    private final Interval room = new Interval(ROOM_MS);
    private KernelSymbols kernel;
    private long addresses;
    private long withoutFunction;
    private long outsideFiles;
    private long endedProcesses;

    public Symbolizer() {
        this(KERNEL_SYMBOLS);
    }

    /** @param kernelSymbols in the format of {@code /proc/kallsyms} */
    Symbolizer(Path kernelSymbols) {
        this.kernelSymbols = kernelSymbols;
    }

    /**
     * The function in a process.
     *
     * @param isReturnAddress whether the address is where a call returns to: the call before it is looked up
     */
    public StackFrame user(int pid, long address, boolean isReturnAddress) {
        ProcessSymbols process = processes.get(pid);
        if (process == null) {
            process = new ProcessSymbols(pid, files, names);
            endedProcesses += process.hasEnded() ? 1 : 0;
            processes.put(pid, process);
        }
        room.runIfDue(this::makeRoom);
        return count(process.frame(isReturnAddress ? address - 1 : address));
    }

    private void makeRoom() {
        long bytes = processes.values().stream().mapToLong(ProcessSymbols::bytes).sum();
        Iterator<ProcessSymbols> oldest = processes.values().iterator();
        while (oldest.hasNext() && (bytes > MOST_BYTES || processes.size() > MOST_PROCESSES)) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /**
     * The function of the kernel, of a module or an eBPF program. The kernel's symbols are read at the first call.
     *
     * @param isReturnAddress whether the address is where a call returns to: the call before it is looked up
     */
    public StackFrame kernel(long address, boolean isReturnAddress) {
        if (kernel == null) {
            kernel = KernelSymbols.read(kernelSymbols);
        }
        return count(kernel.frame(isReturnAddress ? address - 1 : address));
    }

    private StackFrame count(StackFrame frame) {
        addresses++;
        if (frame.equals(ProcessSymbols.OUTSIDE)) {
            outsideFiles++;
        } else if (frame.kind() == StackFrame.Kind.UNKNOWN) {
            withoutFunction++;
        }
        return frame;
    }

    /** The process executes another program, or has ended and its id may be reused. */
    public void forget(int pid) {
        processes.remove(pid);
    }

    /** Since this was made. */
    public SymbolStatistics statistics() {
        return new SymbolStatistics(addresses, withoutFunction, outsideFiles, endedProcesses);
    }
}
