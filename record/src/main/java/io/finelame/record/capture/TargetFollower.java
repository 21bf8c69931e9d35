package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.probe.Attachment;
import io.finelame.record.target.RuntimeNotes;
import io.finelame.record.target.TargetTracker;
import io.finelame.record.target.TargetWarnings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keeps up with the server's processes, their files and the CPU time that they use: attaches to what is new, and says what its
 * user should know. Without changes, that takes next to no time. Not thread-safe.
 */
final class TargetFollower {
    private static final long FILES_NS = 500_000_000L;

    private final FinelameObject object;
    private final TargetTracker targets;
    private final Attachment attachment;
    private final ReplacedFiles replaced;
    private final TargetWarnings warnings;
    private final RuntimeNotes runtimes;
    private final TargetCpuTime cpuTime;
    private final LookSchedule processes = new LookSchedule(4_000_000_000L);
    private final LookSchedule uses = new LookSchedule(16_000_000_000L);
    private long nextFilesNs;
    private Set<Integer> running = Set.of();
    private boolean gone;
    private boolean cpuTimeIsNew;

    /** @param automatic whether threads are mapped automatically */
    TargetFollower(FinelameObject object, TargetTracker targets, Attachment attachment, ReplacedFiles replaced,
            TargetWarnings warnings, boolean automatic) {
        this.object = object;
        this.targets = targets;
        this.attachment = attachment;
        this.replaced = replaced;
        this.warnings = warnings;
        this.runtimes = new RuntimeNotes(automatic);
        this.cpuTime = new TargetCpuTime(object, automatic, Clock.boottime());
    }

    /**
     * Looks at what it is time for.
     *
     * @param elapsedNs since the recording began
     * @param busy whether requests have used anything since the last call
     * @param requests whether there was any request
     * @return what happened, a line each
     */
    List<String> follow(long elapsedNs, boolean busy, boolean requests) throws BpfException {
        List<String> lines = new ArrayList<>(attachment.followLocalTraffic());
        boolean processesChanged = object.targets().haveChanged();
        if (processesChanged || elapsedNs >= nextFilesNs) {
            nextFilesNs = elapsedNs + FILES_NS;
            followFiles(lines);
        }
        if (processes.isDue(elapsedNs, processesChanged)) {
            lookAtProcesses(elapsedNs, requests, lines);
        }
        if (uses.isDue(elapsedNs, processesChanged || busy)) {
            noteCpuTime();
        }
        return lines;
    }

    private void followFiles(List<String> lines) throws BpfException {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            targets.followFiles();
            lines.addAll(replaced.follow());
        }
    }

    private void lookAtProcesses(long elapsedNs, boolean requests, List<String> lines) throws BpfException {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            running = targets.follow();
            lines.addAll(attachment.follow(running));
            lines.addAll(runtimes.look(running));
            lines.addAll(warnings.look(running, elapsedNs, requests));
            gone = running.isEmpty() && targets.hasFound();
        }
    }

    /** Reads how much CPU time the processes have used so far. */
    void noteCpuTime() throws BpfException {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            cpuTime.look(running);
            cpuTimeIsNew = true;
        }
    }

    /** Whether {@link #cpuTime} was read since this was asked last. */
    boolean takeNewCpuTime() {
        boolean isNew = cpuTimeIsNew;
        cpuTimeIsNew = false;
        return isNew;
    }

    TargetCpuTime cpuTime() {
        return cpuTime;
    }

    /** The processes to record, as they were found last, by their ids here. */
    Set<Integer> running() {
        return running;
    }

    /** Whether no process to record runs any more. */
    boolean isGone() {
        return gone;
    }

    /**
     * What the recording is to end with.
     *
     * @param elapsedNs since the recording began
     * @param requests whether there was any request
     * @param exited whether the recording ends because the server did
     */
    List<String> warnings(long elapsedNs, boolean requests, boolean exited) throws BpfException {
        List<String> atEnd = new ArrayList<>(warnings.atEnd(running, elapsedNs, requests, exited));
        atEnd.addAll(runtimes.said());
        cpuTime.warning().ifPresent(atEnd::add);
        return atEnd;
    }
}
