package io.finelame.record;

import io.finelame.bpf.OwnPrograms;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;

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
    /** Reading a large executable takes longer than a snapshot may wait. */
    private FutureTask<ProbePlanner.Plan> planning;

    /** @param own the configuration's {@code ebpf_prog}; null where there is none */
    ReplacedFiles(Server server, OwnPrograms own, Attachment attachment) {
        this.server = server;
        this.own = own;
        this.attachment = attachment;
        this.present = server.files().present();
        server.configuration().applications().stream().filter(application -> !application.automatic())
                .forEach(application -> probed.add(application.execPath()));
        server.configuration().resourceMonitors().stream().map(Configuration.ResourceMonitor::execPath)
                .filter(path -> path != null).forEach(probed::add);
        probed.forEach(name -> versions.hasChanged(name, server.files().path(name)));
    }

    /** Looks again, and attaches to what was found before. @return what happened, a line for each file */
    List<String> follow() {
        if (planning == null) {
            probed.stream().filter(name -> versions.hasChanged(name, present.path(name))).forEach(replaced::add);
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

    private ProbePlanner.Plan plan() {
        try {
            return ProbePlanner.survey(server.configuration(), present, own, server.selection());
        } catch (UncheckedIOException goneAgain) {
            return new ProbePlanner.Plan(List.of(), List.of(goneAgain.getMessage()));
        }
    }

    private List<String> attach(ProbePlanner.Plan plan) {
        List<String> problems = plan.problems().isEmpty()
                ? attachment.attachTo(replaced.stream().map(present::path).toList(), plan.probes())
                : plan.problems();
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
