package io.finelame.record.trace;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.Operation;
import io.finelame.bpf.finelame.Trace;
import io.finelame.bpf.finelame.TraceLog;
import io.finelame.cli.text.OneLine;
import io.finelame.record.probe.ResolvedProbe;
import io.finelame.recording.RecordingHeader;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints a line for each mapping of a thread and each update of a counter, as they come. The recorder's thread only. */
public final class TracePrinter implements AutoCloseable {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
    private static final String ROW = "%-15s  %-8s  %-9s  %s%n";

    /** A greater one is where a tracepoint has its argument. */
    private static final int LAST_POSITION = 5;

    private final PrintStream out;
    private final RecordingHeader.ClockPair clock;
    private final Map<Long, String> mappers = new HashMap<>();
    private final TraceLog log;

    /**
     * @param probes which have the mappers' names
     * @param clock the recording's
     */
    public TracePrinter(FinelameObject object, List<ResolvedProbe> probes, RecordingHeader.ClockPair clock,
            PrintStream out) throws BpfException {
        this.out = out;
        this.clock = clock;
        for (ResolvedProbe probe : probes) {
            if (probe instanceof ResolvedProbe.Mapper mapper) {
                String name = mapper.event() + (mapper.at().atReturn() ? " returned" : "");
                mapper.at().sites().forEach(site -> mappers.put(site.cookie(), name));
            }
        }
        this.log = object.traces(this::print);
        out.printf(ROW, "TIME", "THREAD", "REQUEST", "EVENT");
    }

    /** Prints what has come. */
    public void drain() throws BpfException {
        log.drain();
        out.flush();
    }

    private void print(Trace trace) {
        Instant time = Instant.ofEpochSecond(0, clock.realtimeNs() + trace.ts() - clock.monotonicNs());
        String thread = switch (trace.kind()) {
            case MAPPER, UNMAPPED -> Integer.toString(trace.thread());
            case MAPPED -> Long.toString(trace.value());
            case UPDATE -> "";
        };
        out.printf(ROW, CLOCK.format(time.atZone(ZoneId.systemDefault())), thread,
                trace.requestId() == 0 ? "none" : Long.toUnsignedString(trace.requestId()),
                OneLine.of(describe(trace)));
    }

    private String describe(Trace trace) {
        return switch (trace.kind()) {
            case MAPPER -> mapper(trace);
            case MAPPED -> "mapped: " + switch (trace.reason()) {
                case RECEIVED -> "received its bytes";
                case SENT -> "sent its answer";
                case QUEUED -> "its event loop turned to it";
                case HANDED_OVER -> "woken up or started by thread " + trace.thread();
                case TAKEN_UP -> "took it up without a system call";
                case GOROUTINE -> "runs its goroutine";
            };
            case UNMAPPED -> "unmapped: waits for work";
            case UPDATE -> String.format(Locale.ROOT, "%s +%d = %d", trace.feature().name(), trace.value(),
                    trace.total());
        };
    }

    private String mapper(Trace trace) {
        long cookie = trace.number();
        int position = Operation.positionOfCookie(cookie);
        String which = position == 0 ? "return value" : position <= LAST_POSITION ? "argument " + position : "argument";
        return String.format(Locale.ROOT, "%s: %s, %s 0x%x", mappers.getOrDefault(cookie, "unknown mapper"),
                switch (Operation.ofCookie(cookie)) {
                    case NEW -> "new request";
                    case PASS -> "passes its thread's request on";
                    case PASS_AND_UNMAP -> "passes its thread's request on, and unmaps the thread";
                    case MAP, MAP_ID -> "maps its thread";
                    case UNMAP -> "unmaps its thread";
                }, which, trace.value());
    }

    /** What its reader should know. */
    public Optional<String> lost() {
        return log.lost() == 0
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT,
                        "trace: %,d lines were dropped, because they came faster than they were printed", log.lost()));
    }

    @Override
    public void close() {
        log.close();
    }
}
