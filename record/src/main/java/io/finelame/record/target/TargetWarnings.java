package io.finelame.record.target;

import io.finelame.bpf.BpfException;
import io.finelame.record.config.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says why a recording is empty, or stops growing: nothing matches, nothing that matches brings a request, the server has
 * ended. Each is said once when it is seen, and again at the end. Not thread-safe.
 */
public final class TargetWarnings {
    private static final long REQUEST_EXPECTED_NS = 5_000_000_000L;
    private static final long FIRST_LOOKS_NS = 5_000_000_000L;
    private static final long LONGEST_PAUSE_NS = 60_000_000_000L;

    private final Selection selection;
    private final Configuration configuration;
    private final TargetTracker targets;
    private final boolean endsWithServer;
    private final Connections connections = new Connections();
    private final List<String> ended = new ArrayList<>();
    private final Set<Integer> endedPids = new TreeSet<>();
    private long firstMatchNs = -1;
    private long lastMatchNs;
    private long nextLookNs;
    private long pauseNs = FIRST_LOOKS_NS;
    private boolean saidNothingMatches;
    private boolean saidNoRequest;
    private boolean saidEnd;

    /** @param endsWithServer whether the recording ends when the server does: that needs no words */
    public TargetWarnings(Server server, TargetTracker targets, boolean endsWithServer) {
        this.endsWithServer = endsWithServer;
        this.selection = server.selection();
        this.configuration = server.configuration();
        this.targets = targets;
    }

    /**
     * @param running the processes that match
     * @param elapsedNs since the recording began
     * @param requests whether there was any
     * @return what is new, a line each
     */
    public List<String> look(Set<Integer> running, long elapsedNs, boolean requests) throws BpfException {
        List<String> lines = new ArrayList<>();
        if (!running.isEmpty()) {
            firstMatchNs = firstMatchNs < 0 ? elapsedNs : firstMatchNs;
            lastMatchNs = elapsedNs;
        }
        if (!targets.hasFound() && !saidNothingMatches) {
            saidNothingMatches = true;
            lines.add(nothingMatches() + ": waiting for one");
        }
        if (!running.isEmpty() || !endsWithServer) {
            noteEnded(running, elapsedNs, lines);
        }
        if (!requests && !running.isEmpty()) {
            noteSilence(running, elapsedNs, lines);
        }
        return lines;
    }

    private String nothingMatches() {
        return switch (selection) {
            case Selection.Executables _ -> "no process runs " + String.join(" or ",
                    configuration.applications().stream().map(application -> application.execPath().toString())
                            .distinct().toList());
            case Selection.Cgroup cgroup -> "no process is in " + cgroup.directory();
            case Selection.Processes processes -> "none of the processes " + processes.pids() + " runs";
        };
    }

    private void noteEnded(Set<Integer> running, long elapsedNs, List<String> lines) {
        if (selection instanceof Selection.Processes processes) {
            for (int pid : processes.pids()) {
                if (!running.contains(pid) && endedPids.add(pid)) {
                    ended.add("process " + pid + " ended " + seconds(elapsedNs) + " after the start"
                            + (running.isEmpty() ? "" : "; its descendants are still recorded"));
                    lines.add(ended.getLast());
                }
            }
        } else if (running.isEmpty() && firstMatchNs >= 0 && !saidEnd) {
            saidEnd = true;
            lines.add("the last process to record has ended: waiting for another");
        }
    }

    private void noteSilence(Set<Integer> running, long elapsedNs, List<String> lines) {
        if (elapsedNs < nextLookNs) {
            return;
        }
        nextLookNs = elapsedNs + pauseNs;
        pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
        connections.look(running);
        if (!saidNoRequest && connections.any() && elapsedNs - firstMatchNs >= REQUEST_EXPECTED_NS) {
            saidNoRequest = true;
            lines.add(noRequest(running.size()));
        }
    }

    private String noRequest(int processes) {
        return "no request yet, though " + connections + " of the " + processes
                + " processes to record: 'What it can't see' in docs/automatic-mapping.md lists what may be the cause";
    }

    /**
     * What the recording is to end with.
     *
     * @param running the processes that match
     * @param exited whether the recording ends because the server did
     */
    public List<String> atEnd(Set<Integer> running, long elapsedNs, boolean requests, boolean exited)
            throws BpfException {
        List<String> warnings = new ArrayList<>();
        if (!targets.hasFound()) {
            return List.of("nothing was recorded: " + nothingMatches());
        }
        if (!requests) {
            connections.look(running);
            warnings.add("no request was recorded, though "
                    + (firstMatchNs < 0 ? "short-lived processes matched" : "processes matched")
                    + (connections.any() ? " and " + connections : ", and no connection to them was seen"));
        }
        if (!exited) {
            warnings.addAll(ended);
            if (running.isEmpty() && firstMatchNs >= 0 && ended.isEmpty()) {
                warnings.add("the server did not run at the end: its last process was seen " + seconds(lastMatchNs)
                        + " after the start, of " + seconds(elapsedNs));
            }
        }
        return warnings;
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.1f s", ns / 1e9);
    }
}
