package io.finelame.record.inspect;

import io.finelame.cli.text.OneLine;
import io.finelame.record.capture.TargetCpuTime;
import io.finelame.record.summary.ProcessShares;
import io.finelame.record.summary.RecordingSummary;
import io.finelame.recording.Document;
import io.finelame.recording.Loss;
import io.finelame.recording.LostEvents;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** A recording's summary in words, for a terminal. */
public final class RecordingDescription {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx");

    private final PrintStream out;
    private long beganNs;

    private RecordingDescription(PrintStream out) {
        this.out = out;
    }

    public static void print(Path directory, RecordingSummary summary, PrintStream out) {
        RecordingDescription description = new RecordingDescription(out);
        description.line("recording", directory.toString());
        description.header(summary);
        description.contents(summary);
        description.cpuTime(summary.cpuTime());
        description.processes(summary);
        description.stacks(summary.stacks());
        description.beganNs = summary.header().clock().monotonicNs();
        description.health(summary.health());
    }

    private void header(RecordingSummary summary) {
        RecordingHeader header = summary.header();
        long realtime = header.clock().realtimeNs();
        line("label", header.label());
        line("host", header.host() + ", Linux " + header.kernel());
        line("began",
                TIME.format(Instant.ofEpochSecond(0, realtime).atZone(ZoneId.systemDefault()))
                        + ", recorded by finelame "
                        + header.toolVersion() + " (format " + header.format() + ")");
        clock("clock", header.clock(), "at its start");
        line("settings", format("%s every %,d ms, train time %s s, configuration %s", header.fidelity(),
                header.snapshotIntervalMs(), number(header.trainTime()), header.configurationName()));
        line("features", String.join(", ", header.features().stream().map(RecordingHeader.Feature::name).toList()));
        if (!header.missingFeatures().isEmpty()) {
            line("missing", String.join(", ", header.missingFeatures()) + ": no attached monitor counts them");
        }
        String key = "probes";
        for (RecordingHeader.AttachedProbe probe : header.probes()) {
            line(key, format("%-28s %-24s %s", probe.event(), probe.program(), probe.attachedAs()));
            key = "";
        }
    }

    /** One instant on both clocks: labels may use either. */
    private void clock(String key, RecordingHeader.ClockPair clock, String when) {
        line(key, format("%d ns on CLOCK_MONOTONIC is %s, %s", clock.monotonicNs(),
                Instant.ofEpochSecond(0, clock.realtimeNs()), when));
    }

    private void contents(RecordingSummary summary) {
        RecordingReader.Health health = summary.health();
        line("contents", format("%,d requests and %,d datapoints in %,d snapshots, %.1f s, %.1f MB", summary.requests(),
                health.entries(), health.snapshots(), summary.seconds(), health.bytes() / 1e6));
        if (summary.firstOfSeveral() > 0 || summary.unanswered() > 0) {
            line("", format(
                    "%,d of the requests were the first of several on their connection, %,d were never answered",
                    summary.firstOfSeveral(), summary.unanswered()));
        }
        if (summary.header().hasEvents()) {
            line("", format("%,d counter updates", health.events()));
        }
        if (summary.deployments() > 0) {
            line("", format("%,d models deployed, %,d scores of the kernel's detector", summary.deployments(),
                    summary.scores()));
        }
    }

    private void cpuTime(Document.CpuTime cpuTime) {
        if (cpuTime != null) {
            line("CPU time", TargetCpuTime.describe(cpuTime.usedNs(), cpuTime.chargedNs()));
        }
    }

    /** Printed only if more than one process was charged. */
    private void processes(RecordingSummary summary) {
        List<ProcessShares.Process> processes = summary.processes();
        if (processes.isEmpty() || processes.size() == 1 && processes.getFirst().processes() == 1) {
            return;
        }
        long all = processes.stream().mapToLong(ProcessShares.Process::cputimeNs).sum();
        int widest = Math.max("name".length(),
                processes.stream().mapToInt(process -> OneLine.of(process.name()).length()).max().getAsInt());
        String row = "%-" + widest + "s  %9s  %10s  %10s  %7s";
        line("processes", format(row, "name", "processes", "requests", "CPU time", "share"));
        for (ProcessShares.Process process : processes) {
            line("", format(row, OneLine.of(process.name()), format("%,d", process.processes()),
                    format("%,d", process.requests()), format("%,.3f s", process.cputimeNs() / 1e9),
                    format("%.1f %%", all == 0 ? 0 : 100.0 * process.cputimeNs() / all)));
        }
        line("", format("%,d of the requests were handled by several processes", summary.sharedRequests()));
    }

    private void stacks(RecordingSummary.Stacks stacks) {
        if (stacks != null) {
            line("stacks", format("%,d samples of %s ms, %.1f %% of them of no request", stacks.samples(),
                    number(stacks.periodMs()), 100.0 * stacks.unattributed() / stacks.samples()));
        }
    }

    private void health(RecordingReader.Health health) {
        if (health.end() != null) {
            clock("clock", health.end().clock(), "at its end");
        }
        if (health.lost() == 0) {
            line("lost", "nothing");
        }
        String key = "lost";
        for (Loss loss : Loss.values()) {
            long count = health.losses()[loss.ordinal()];
            if (count > 0) {
                line(key, format("%,d %s", count, loss.meaning()));
                key = "";
            }
        }
        for (LostEvents lost : health.lostEvents()) {
            line("", format("  %,d of them on CPU %d, %s", lost.count(), lost.cpu(), stretch(lost)));
        }
        if (!health.lostEvents().isEmpty()) {
            line("exact",
                    "not available: updates were lost, so that replay can't repeat the kernel's verdicts on those requests");
        }
        String end = health.endedInOrder()
                ? "complete (" + health.end().reason() + ")"
                : "cut short, or still being written: readable up to its last whole snapshot";
        line("health", health.damage().isEmpty() ? end : "DAMAGED in " + places(health.damage()) + "; " + end);
        health.damage().forEach(damage -> line("", damage));
        if (health.endedInOrder()) {
            health.end().warnings().forEach(warning -> line("warning", warning));
        }
    }

    private String stretch(LostEvents lost) {
        return lost.fromNs() == 0
                ? format("until %.3f s", (lost.toNs() - beganNs) / 1e9)
                : format("from %.3f to %.3f s", (lost.fromNs() - beganNs) / 1e9, (lost.toNs() - beganNs) / 1e9);
    }

    private static String places(List<String> damage) {
        return damage.size() == 1 ? "one place" : damage.size() + " places";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    private void line(String key, String text) {
        out.printf("%-11s%s%n", key, OneLine.of(text));
    }
}
