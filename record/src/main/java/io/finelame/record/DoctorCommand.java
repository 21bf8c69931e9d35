package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.OwnPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finelame doctor}: what this machine can attach, and what a configuration needs of it. */
@Command(name = "doctor", sortOptions = false, mixinStandardHelpOptions = true, version = "finelame "
        + Version.TEXT, header = "Shows what this machine can attach, and what a configuration needs.", description = "Attaches each probe for a moment and lets it go again; records nothing. Exit code: 0 where recording "
                + "would work, 1 where something that it needs doesn't, 2 where the configuration is wrong.", footer = {
                        "", "Example:", "  finelame doctor fl_cfg.yml"})
public final class DoctorCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "CONFIG", description = "A configuration (fl_cfg.yml).")
    private Path configurationFile;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    public static void main(String[] arguments) {
        System.exit(CommandErrors.run(new DoctorCommand(), arguments));
    }

    @Override
    public Integer call() throws BpfException, IOException, ConfigurationException {
        Configuration configuration = configurationFile == null ? null : Configuration.load(configurationFile);
        List<Finding> findings = new ArrayList<>(MachineCheckup.run());
        print("this machine", findings);
        boolean wrongConfiguration = false;
        if (configuration != null) {
            Server server = Server.of(configuration);
            OwnPrograms own = configuration.ebpfProgram().isPresent()
                    ? OwnPrograms.open(configuration.ebpfProgram().get())
                    : null;
            ProbePlanner.Plan plan = ProbePlanner.survey(configuration, server.files(), own);
            wrongConfiguration = !plan.problems().isEmpty();
            List<Finding> probes = ConfigurationCheckup.run(plan, server.processes().find(), own);
            System.out.println();
            print(configurationFile.toString(), probes);
            findings.addAll(probes);
        }
        boolean works = findings.stream().noneMatch(finding -> finding.verdict() == Finding.Verdict.NO);
        System.out.println();
        System.out.println(works ? "recording works here" : "recording does not work here: see what says no");
        return works ? 0 : wrongConfiguration ? 2 : 1;
    }

    private static void print(String title, List<Finding> findings) {
        System.out.println(title);
        int width = findings.stream().mapToInt(finding -> finding.what().length()).max().orElse(0);
        for (Finding finding : findings) {
            String style = switch (finding.verdict()) {
                case OK -> "fg(green)";
                case NOTE -> "fg(yellow)";
                case NO -> "fg(red),bold";
            };
            String verdict = "%-4s".formatted(finding.verdict().name().toLowerCase());
            String coloured = Ansi.AUTO.enabled() ? Ansi.AUTO.string("@|" + style + " " + verdict + "|@") : verdict;
            System.out.printf("  %s  %-" + Math.max(1, width) + "s  %s%n", coloured, finding.what(), finding.detail());
        }
    }
}
