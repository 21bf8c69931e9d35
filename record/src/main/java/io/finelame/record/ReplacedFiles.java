package io.finelame.record;

import io.finelame.bpf.OwnPrograms;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Attaches the probes of functions to files that take the place of those that the configuration names: an upgrade leaves the
 * former file to the processes that run it, and gives the next ones another. Not thread-safe.
 */
final class ReplacedFiles {
    private final Server server;
    private final OwnPrograms own;
    private final Attachment attachment;
    private final Set<Path> probed = new LinkedHashSet<>();
    private final FileVersions versions = new FileVersions();

    /** @param own the configuration's {@code ebpf_prog}; null where there is none */
    ReplacedFiles(Server server, OwnPrograms own, Attachment attachment) {
        this.server = server;
        this.own = own;
        this.attachment = attachment;
        server.configuration().applications().stream().filter(application -> !application.automatic())
                .forEach(application -> probed.add(application.execPath()));
        server.configuration().resourceMonitors().stream().map(Configuration.ResourceMonitor::execPath)
                .filter(path -> path != null).forEach(probed::add);
        probed.forEach(name -> versions.hasChanged(name, server.files().path(name)));
    }

    /** @return what happened, a line for each file */
    List<String> follow() {
        ServerFiles files = server.files().present();
        List<Path> replaced = probed.stream().filter(name -> versions.hasChanged(name, files.path(name))).toList();
        if (replaced.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        List<String> problems = attach(files, replaced);
        for (Path name : replaced) {
            lines.add(problems.isEmpty()
                    ? name + " was replaced: attached to the new file"
                    : name + " was replaced, and not attached to the new file: " + problems.getFirst());
        }
        return lines;
    }

    private List<String> attach(ServerFiles files, List<Path> replaced) {
        try {
            ProbePlanner.Plan plan = ProbePlanner.survey(server.configuration(), files, own, server.selection());
            return plan.problems().isEmpty()
                    ? attachment.attachTo(replaced.stream().map(files::path).toList(), plan.probes())
                    : plan.problems();
        } catch (UncheckedIOException goneAgain) {
            return List.of(goneAgain.getMessage());
        }
    }
}
