package io.finelame.record.doctor;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Link;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.LoadOptions;
import io.finelame.bpf.finelame.OwnPrograms;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.probe.Attachment;
import io.finelame.record.probe.ProbePlanner;
import io.finelame.record.probe.ResolvedProbe;
import io.finelame.record.target.Server;
import io.finelame.record.target.TargetTracker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Attaches and detaches each probe of a configuration separately. */
final class ConfigurationCheckup {
    private final FinelameObject object;
    private final Set<Integer> targets;

    private ConfigurationCheckup(FinelameObject object, Set<Integer> targets) {
        this.object = object;
        this.targets = targets;
    }

    /**
     * @param server on whose processes the probes of libraries are tried
     * @param own the configuration's {@code ebpf_prog}, or null
     */
    static List<Finding> run(ProbePlanner.Plan plan, Server server, OwnPrograms own)
            throws IOException {
        List<Finding> findings = new ArrayList<>();
        plan.allProblems().forEach(problem -> findings.add(Finding.no("configuration", problem)));
        LoadOptions options = LoadOptions.of(16).with(ProbePlanner.parts(plan.probes())).with(server.parts());
        try (FinelameObject object = FinelameObject.load(options)) {
            if (own != null) {
                object.add(own);
            }
            Set<Integer> targets = new TargetTracker(object.targets(), server).follow();
            ConfigurationCheckup checkup = new ConfigurationCheckup(object, targets);
            plan.probes().forEach(probe -> findings.add(checkup.attach(probe)));
        } catch (BpfException e) {
            plan.probes().forEach(probe -> findings.add(Finding.no(name(probe), "not tried: " + e.getMessage())));
        }
        return findings;
    }

    private Finding attach(ResolvedProbe probe) {
        boolean ofTarget = probe instanceof ResolvedProbe.OfTarget;
        if (ofTarget && targets.isEmpty()) {
            return Finding.ok(name(probe), probe.attachedAs() + ", once the server runs");
        }
        try (CallerRights.Raised _ = CallerRights.raise()) {
            probe.attach(object, ofTarget ? targets.iterator().next() : 0).forEach(Link::close);
            return Finding.ok(name(probe), probe.note().isEmpty() ? probe.attachedAs() : probe.note());
        } catch (BpfException e) {
            return failed(probe, e);
        }
    }

    /** What {@link Attachment} makes of it. */
    private static Finding failed(ResolvedProbe probe, BpfException e) {
        return switch (probe) {
            case ResolvedProbe.OfTarget _ ->
                Finding.note(name(probe), e.getMessage() + ": recording continues without it");
            case ResolvedProbe.Mapper _ -> Finding.no(name(probe), e.getMessage());
            default -> Finding.no(name(probe), e.getMessage() + ": --skip-unavailable records without it");
        };
    }

    private static String name(ResolvedProbe probe) {
        return probe.event() + " -> " + probe.program().name();
    }
}
