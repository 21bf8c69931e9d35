package io.finelame.record.capture;

import io.finelame.bpf.finelame.OwnPrograms;
import io.finelame.record.config.Configuration;
import io.finelame.record.probe.Attachment;
import io.finelame.record.probe.ProbePlanner;
import io.finelame.record.probe.ResolvedProbe;
import io.finelame.record.target.FileVersions;
import io.finelame.record.target.Server;
import io.finelame.record.target.ServerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32C;

/**
 * Attaches the probes of functions to files that take the place of those that the configuration names: an upgrade leaves the
 * former file to the processes that run it, and gives the next ones another. Not thread-safe.
 */
final class ReplacedFiles {
    private final Server server;
    private final OwnPrograms own;
    private final Attachment attachment;
    private final ServerFiles present;
    private final Set<Path> probed = new LinkedHashSet<>();
    private final FileVersions versions = new FileVersions();
    private final Set<Path> replaced = new LinkedHashSet<>();
    /** CRC32C of each probed file that the last plan is for. */
    private final Map<Path, Long> contents = new HashMap<>();
    private List<ResolvedProbe> planned;
    /** Reading a large executable takes longer than a snapshot may wait. */
    private FutureTask<ProbePlanner.Plan> planning;

    /**
     * @param planned what is attached
     * @param own the configuration's {@code ebpf_prog}; null if there is none
     */
    ReplacedFiles(Server server, List<ResolvedProbe> planned, OwnPrograms own, Attachment attachment) {
        this.planned = planned;
        this.server = server;
        this.own = own;
        this.attachment = attachment;
        this.present = server.files().present();
        server.configuration().applications().stream().filter(application -> !application.automatic())
                .forEach(application -> probed.add(application.execPath()));
        server.configuration().resourceMonitors().stream().map(Configuration.ResourceMonitor::execPath)
                .filter(path -> path != null).forEach(probed::add);
        for (Path name : probed) {
            Path path = server.files().path(name);
            versions.hasChanged(name, path);
            // A removed file's probes name it by another path: they are of no use for the next one.
            if (path.equals(present.path(name))) {
                checksum(path).ifPresent(checksum -> contents.put(name, checksum));
            }
        }
    }

    /** Looks again, and attaches to what was found before. @return what happened, a line for each file */
    List<String> follow() {
        if (planning == null) {
            probed.stream().filter(name -> versions.hasChanged(name, present.reach(name))).forEach(replaced::add);
            if (!replaced.isEmpty() && replaced.stream().allMatch(this::hasTheSameContent)) {
                return attach(new ProbePlanner.Plan(planned, List.of(), Map.of(), true));
            }
            if (!replaced.isEmpty()) {
                planning = new FutureTask<>(this::plan);
                Thread.ofPlatform().daemon().name("probe planner").start(planning);
            }
        } else if (planning.isDone()) {
            ProbePlanner.Plan plan = planning.resultNow();
            planning = null;
            return attach(plan);
        }
        return List.of();
    }

    /** Installed anew or copied: the functions are where they were. */
    private boolean hasTheSameContent(Path name) {
        return contents.containsKey(name)
                && checksum(present.path(name)).filter(contents.get(name)::equals).isPresent();
    }

    private static Optional<Long> checksum(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            CRC32C checksum = new CRC32C();
            checksum.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            return Optional.of(checksum.getValue());
        } catch (IOException goneAgain) {
            return Optional.empty();
        }
    }

    private ProbePlanner.Plan plan() {
        try {
            return ProbePlanner.survey(server.configuration(), present, own, server.selection());
        } catch (UncheckedIOException goneAgain) {
            return new ProbePlanner.Plan(List.of(), List.of(goneAgain.getMessage()), Map.of(), false);
        }
    }

    private List<String> attach(ProbePlanner.Plan plan) {
        List<String> problems = new ArrayList<>(plan.problems());
        replaced.stream().map(plan.absent()::get).filter(Objects::nonNull).forEach(problems::add);
        if (problems.isEmpty()) {
            problems.addAll(attachment.attachTo(replaced.stream().map(present::path).toList(), plan.probes()));
        }
        for (Path name : replaced) {
            contents.remove(name);
            if (problems.isEmpty()) {
                checksum(present.path(name)).ifPresent(checksum -> contents.put(name, checksum));
                planned = plan.probes();
            }
        }
        List<String> lines = new ArrayList<>();
        for (Path name : replaced) {
            lines.add(problems.isEmpty()
                    ? name + " was replaced: attached to the new file"
                    : name + " was replaced, and not attached to the new file: " + problems.getFirst());
        }
        replaced.clear();
        return lines;
    }
}
