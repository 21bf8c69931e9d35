package io.finelame.replay.detect;

import io.finelame.bpf.ThreadRights;
import io.finelame.record.machine.Capability;
import java.io.File;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs the user's command for each detection, so many at once and in a second at most, and each for a limited time: an attack must
 * not become one on the machine. The recorder's thread only.
 */
final class DetectionAction {
    static final int AT_ONCE = 4;
    static final int PER_SECOND = 10;
    static final int LONGEST_SECONDS = 10;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final String command;
    private final int longestSeconds;
    private final List<Running> running = new ArrayList<>();
    /** When those of the last second began, System.nanoTime(). */
    private final Deque<Long> recent = new ArrayDeque<>();
    private long begun;
    private long failed;
    private long killed;
    private long leftOut;

    private record Running(Process process, String request, long deadline) {}

    /** @param command for sh -c */
    DetectionAction(String command) {
        this(command, LONGEST_SECONDS);
    }

    DetectionAction(String command, int longestSeconds) {
        this.command = command;
        this.longestSeconds = longestSeconds;
    }

    /** @return what its user should know */
    Optional<String> run(DetectionReport detection) {
        long now = System.nanoTime();
        while (!recent.isEmpty() && now - recent.peek() > SECOND_NS) {
            recent.remove();
        }
        if (running.size() >= AT_ONCE || recent.size() >= PER_SECOND) {
            leftOut++;
            return leftOut > 1
                    ? Optional.empty()
                    : Optional.of(
                            "--on-detection: not run for request " + detection.reqId() + ", nor for others like it: "
                                    + "at most " + AT_ONCE + " run at once, and " + PER_SECOND + " in a second");
        }
        recent.add(now);
        begun++;
        try {
            running.add(new Running(start(detection), detection.reqId(), now + longestSeconds * SECOND_NS));
            return Optional.empty();
        } catch (IOException e) {
            failed++;
            return Optional.of("--on-detection: " + e.getMessage());
        }
    }

    /** Standard output is for detections. */
    private Process start(DetectionReport detection) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "exec >&2\n" + command)
                .redirectInput(new File("/dev/null")).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment(detection));
        long before = ThreadRights.effective();
        ThreadRights.handOn(Capability.mask(Capability.NET_ADMIN));
        try {
            return builder.start();
        } finally {
            ThreadRights.setEffective(before);
        }
    }

    private static Map<String, String> environment(DetectionReport detection) {
        return Map.of("FINELAME_ADDRESS", detection.originIp(), "FINELAME_PORT",
                Integer.toString(detection.originPort()),
                "FINELAME_REQUEST", detection.reqId(), "FINELAME_FEATURE", detection.feature(), "FINELAME_SCORE",
                Double.toString(detection.excess()), "FINELAME_CPU_NS", Long.toString(detection.detectionCputime()),
                "FINELAME_TIME", detection.time(), "FINELAME_FUNCTION",
                detection.function() == null ? "" : detection.function());
    }

    /** To be called often: notices those that have ended, and ends those that take too long. @return a line for each failure */
    List<String> tick() {
        List<String> lines = new ArrayList<>();
        running.removeIf(its -> isOver(its, lines));
        return lines;
    }

    private boolean isOver(Running its, List<String> lines) {
        if (its.process.isAlive() && System.nanoTime() < its.deadline) {
            return false;
        }
        if (its.process.isAlive()) {
            its.process.descendants().forEach(ProcessHandle::destroyForcibly);
            its.process.destroyForcibly();
            killed++;
            lines.add("--on-detection: ended after " + longestSeconds + " s, for request " + its.request);
        } else if (its.process.exitValue() != 0) {
            failed++;
            lines.add("--on-detection: exit code " + its.process.exitValue() + " for request " + its.request);
        }
        return true;
    }

    /** An interruption is no reason to leave it running. */
    private static void await(Running its) {
        try {
            its.process.waitFor(Math.max(0, its.deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            its.process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for those that still run, each as long as it may. @return what became of all, a line each */
    List<String> finish() {
        List<String> lines = new ArrayList<>();
        for (Running its : List.copyOf(running)) {
            await(its);
            lines.addAll(tick());
        }
        lines.add(
                "--on-detection: " + begun + " run, " + failed + " failed, " + killed + " ended after " + longestSeconds
                        + " s, " + leftOut + " not run");
        return lines;
    }
}
