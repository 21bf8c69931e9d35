package io.finelame.record.stack;

import com.carrotsearch.hppc.LongIntHashMap;
import io.finelame.bpf.finelame.StackRecord;
import io.finelame.record.symbol.Symbolizer;
import io.finelame.recording.RecordingWriter;
import io.finelame.recording.StackDocument;
import io.finelame.recording.StackFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names the functions of stacks and numbers both, each once: the addresses of one function are one frame. An address of generated
 * code that has no name yet may get one later, when its runtime writes it down. Not thread-safe.
 */
final class StackNumbers {
    private static final int MOST_ADDRESSES = 1 << 16;
    /** To remember: some hundred bytes each. */
    private static final int MOST_STACKS = 1 << 16;
    private static final int MOST_FRAMES = 1 << 17;
    private static final int MOST_NAMELESS = 1 << 14;
    private static final int KERNEL = 0;
    private static final StackFrame TRUNCATED = new StackFrame("[truncated]", "", StackFrame.Kind.UNKNOWN);
    private static final StackFrame NO_STACK = new StackFrame("[no user stack]", "", StackFrame.Kind.UNKNOWN);
    private static final StackFrame NOT_UNWOUND = new StackFrame("[not unwound]", "", StackFrame.Kind.UNKNOWN);
    private static final StackFrame TOO_MANY = new StackFrame("[too many stacks]", "", StackFrame.Kind.UNKNOWN);

    private final Symbolizer symbolizer;
    private final int deepest;
    private final Map<Integer, LongIntHashMap> addresses = new HashMap<>();
    private final Map<StackFrame, Integer> frames = new HashMap<>();
    private final List<StackFrame> framesByNumber = new ArrayList<>();
    private final Map<List<Integer>, Integer> stacks = new HashMap<>();
    private int nextStack;
    private final Map<Integer, Nameless> nameless = new HashMap<>();
    private final List<StackDocument.NumberedFrame> newFrames = new ArrayList<>();
    private final List<StackDocument.NumberedStack> newStacks = new ArrayList<>();

    /** An address of generated code. */
    private record Nameless(int pid, long address, boolean returnAddress) {}

    /**
     * @param stack its number
     * @param leaf the number of the function that ran, not of what interrupted it, nor, at a detection, of what called an eBPF
     *        program
     */
    record Numbered(int stack, int leaf) {}

    /** @param deepest frames that the kernel unwinds at most */
    StackNumbers(Symbolizer symbolizer, int deepest) {
        this.symbolizer = symbolizer;
        this.deepest = deepest;
    }

    /** Reads what names the functions of these processes: the first sample would have to wait for it. */
    void prepare(Set<Integer> pids) {
        pids.forEach(symbolizer::prepare);
    }

    /** @param pid the sample's process, as this process's pid namespace has it */
    Numbered number(StackRecord.Sample sample, int pid) {
        List<Integer> numbers = new ArrayList<>(sample.user().length + sample.kernel().length + 1);
        long[] user = sample.user();
        if (user.length == 0) {
            numbers.add(frame(NO_STACK));
        } else if (user.length == 1) {
            // Every thread was started by some function.
            numbers.add(frame(NOT_UNWOUND));
        } else if (user.length >= deepest) {
            numbers.add(frame(TRUNCATED));
        }
        for (int i = user.length - 1; i >= 0; i--) {
            numbers.add(address(pid, user[i], i > 0));
        }
        int userLeaf = numbers.getLast();
        long[] kernel = sample.kernel();
        int own = sample.atDetection() ? ownFrames(kernel) : 0;
        for (int i = kernel.length - 1; i >= own; i--) {
            numbers.add(address(KERNEL, kernel[i], i > 0));
        }
        return new Numbered(stack(numbers), sample.atDetection() || interrupted(sample) ? userLeaf : numbers.getLast());
    }

    /** Whether it ran code of its own, and not of the kernel, until an interrupt or the scheduler took the CPU. */
    private boolean interrupted(StackRecord.Sample sample) {
        long[] kernel = sample.kernel();
        return sample.user().length > 0 && kernel.length > 0 && isInterrupt(
                framesByNumber.get(address(KERNEL, kernel[kernel.length - 1], kernel.length > 1)).function());
    }

    /** Of the function at which the kernel is entered. */
    static boolean isInterrupt(String entry) {
        return entry.startsWith("asm_sysvec_") || entry.equals("asm_common_interrupt")
                || entry.startsWith("el0t_64_irq");
    }

    /** The recorder's own eBPF programs, and what they call, end the stack of a thread in them. */
    private int ownFrames(long[] kernel) {
        int own = 0;
        for (int i = 0; i < kernel.length; i++) {
            if (framesByNumber.get(address(KERNEL, kernel[i], i > 0)).function().startsWith("bpf_")) {
                own = i + 1;
            }
        }
        return own;
    }

    private int stack(List<Integer> numbers) {
        Integer known = stacks.get(numbers);
        if (known != null) {
            return known;
        }
        if (nextStack >= StackDocument.MOST - 1) {
            return stacks.computeIfAbsent(List.of(frame(TOO_MANY)), this::newStack);
        }
        if (stacks.size() >= MOST_STACKS) {
            // Those that come again are written again.
            stacks.clear();
        }
        return stacks.computeIfAbsent(List.copyOf(numbers), this::newStack);
    }

    private int newStack(List<Integer> numbers) {
        int number = nextStack++;
        newStacks.add(new StackDocument.NumberedStack(number, numbers.stream().mapToInt(Integer::intValue).toArray()));
        return number;
    }

    private int address(int pid, long address, boolean returnAddress) {
        LongIntHashMap known = addresses.computeIfAbsent(pid, _ -> new LongIntHashMap());
        long key = address << 1 | (returnAddress ? 1 : 0);
        int at = known.indexOf(key);
        if (known.indexExists(at)) {
            return known.indexGet(at);
        }
        StackFrame found = pid == KERNEL
                ? symbolizer.kernel(address, returnAddress)
                : symbolizer.user(pid, address, returnAddress);
        boolean mayGetName = found.kind() == StackFrame.Kind.UNKNOWN && found.module().isEmpty()
                && nameless.size() < MOST_NAMELESS;
        int number = mayGetName ? newFrame(found) : frame(found);
        if (mayGetName) {
            nameless.put(number, new Nameless(pid, address, returnAddress));
        }
        // A function that is compiled later may get the place of another: what is known of generated code isn't kept.
        if (found.kind() != StackFrame.Kind.COMPILED) {
            if (known.size() >= MOST_ADDRESSES) {
                known.clear();
            }
            known.put(key, number);
        }
        return number;
    }

    private int frame(StackFrame frame) {
        Integer known = frames.get(frame);
        return known != null
                ? known
                : framesByNumber.size() >= MOST_FRAMES && frame != TOO_MANY ? frame(TOO_MANY) : added(frame);
    }

    private int added(StackFrame frame) {
        int number = newFrame(frame);
        frames.put(frame, number);
        return number;
    }

    private int newFrame(StackFrame frame) {
        int number = framesByNumber.size();
        framesByNumber.add(frame);
        newFrames.add(StackDocument.NumberedFrame.of(number, frame));
        return number;
    }

    /** Looks again for its name, if it is generated code that had none. */
    StackFrame frame(int number) {
        Nameless its = nameless.get(number);
        if (its != null && hasName(number, its)) {
            nameless.remove(number);
        }
        return framesByNumber.get(number);
    }

    /** Looks again for names of generated code, which runtimes may write down late. */
    void nameLate() {
        nameless.entrySet().removeIf(entry -> hasName(entry.getKey(), entry.getValue()));
    }

    private boolean hasName(int number, Nameless its) {
        StackFrame found = symbolizer.user(its.pid, its.address, its.returnAddress);
        if (found.kind() == StackFrame.Kind.UNKNOWN) {
            return false;
        }
        framesByNumber.set(number, found);
        newFrames.add(StackDocument.NumberedFrame.of(number, found));
        return true;
    }

    /** Forgets the addresses of processes that have ended, or execute another program. */
    void keepOnly(Set<Integer> running) {
        addresses.keySet().removeIf(pid -> {
            boolean ended = pid != KERNEL && !running.contains(pid);
            if (ended) {
                symbolizer.forget(pid);
                nameless.values().removeIf(its -> its.pid == pid);
            }
            return ended;
        });
    }

    /** Writes the functions and stacks that are new. */
    void write(RecordingWriter writer) throws IOException {
        if (newFrames.isEmpty() && newStacks.isEmpty()) {
            return;
        }
        StackDocument.write(writer, newFrames, newStacks);
        newFrames.clear();
        newStacks.clear();
    }
}
