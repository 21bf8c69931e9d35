package io.finelame.record.doctor;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.finelame.OwnPrograms;
import io.finelame.cli.CommandErrors;
import io.finelame.cli.Subcommand;
import io.finelame.cli.text.OneLine;
import io.finelame.cli.text.PrintedJson;
import io.finelame.record.config.Configuration;
import io.finelame.record.machine.BpfErrorText;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.machine.Capability;
import io.finelame.record.machine.RecorderPrivileges;
import io.finelame.record.probe.EbpfFile;
import io.finelame.record.probe.ProbePlanner;
import io.finelame.record.target.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finelame doctor}: what this machine can attach, and what a configuration needs of it. */
@Command(name = "finelame doctor", sortOptions = false, mixinStandardHelpOptions = true, header = "Show what this machine can attach, and what a configuration needs.", description = "Attaches and detaches each probe; records nothing.", exitCodeList = {
        "0:recording would work", "1:a required probe or privilege is unavailable",
        "2:wrong configuration, or wrong usage"}, footerHeading = "%nExamples:%n", footer = {
                "  finelame doctor", "  finelame doctor fl_cfg.yml",
                "  finelame doctor --json | jq -r '.findings[] | select(.verdict == \"no\").what'"})
public final class DoctorCommand implements Subcommand, BpfErrorText {
    @Parameters(index = "0", arity = "0..1", paramLabel = "CONFIG", description = "Configuration file (fl_cfg.yml).")
    private Path configurationFile;

    @Option(names = "--json", description = "Print the findings as JSON.")
    private boolean json;

    @Option(names = "--quiet", description = "Print nothing but errors: the exit code says whether recording would work.")
    private boolean quiet;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    @Override
    public void dropPrivileges(boolean allowRoot) throws IOException {
        new RecorderPrivileges(Set.of(Capability.SYS_ADMIN), false).keepOnly(allowRoot);
    }

    @Override
    public int run(IntSupplier command) {
        CallerRights.begin();
        return Subcommand.super.run(command);
    }

    @Override
    public Integer call() throws BpfException, IOException {
        Configuration configuration = configurationFile == null ? null : Configuration.load(configurationFile);
        List<Finding> findings = new ArrayList<>(MachineCheckup.run(configuration != null));
        show("this machine", findings);
        boolean wrongConfiguration = false;
        if (configuration != null) {
            Server server = Server.of(configuration);
            OwnPrograms own = configuration.ebpfProgram().isPresent()
                    ? OwnPrograms.open(EbpfFile.of(configuration))
                    : null;
            ProbePlanner.Plan plan = ProbePlanner.survey(configuration, server.files(), own, server.selection());
            wrongConfiguration = !plan.allProblems().isEmpty();
            List<Finding> probes = ConfigurationCheckup.run(plan, server, own);
            show(configurationFile.toString(), probes);
            findings.addAll(probes);
        }
        boolean works = findings.stream().noneMatch(finding -> finding.verdict() == Finding.Verdict.NO);
        if (json) {
            System.out.println(PrintedJson.MAPPER.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(Map.of("works", works, "findings", findings)));
        } else if (!quiet) {
            System.out
                    .println(works ? "recording works here" : "recording does not work here: see the items marked no");
        }
        return works ? 0 : wrongConfiguration ? 2 : 1;
    }

    private void show(String title, List<Finding> findings) {
        if (!json && !quiet) {
            print(title, findings);
            System.out.println();
        }
    }

    private static void print(String title, List<Finding> findings) {
        System.out.println(OneLine.printable(title));
        int width = findings.stream().mapToInt(finding -> finding.what().length()).max().orElse(0);
        for (Finding finding : findings) {
            String style = switch (finding.verdict()) {
                case OK -> "fg(green)";
                case NOTE -> "fg(yellow)";
                case NO -> "fg(red),bold";
            };
            String verdict = "%-4s".formatted(finding.verdict().recorded());
            String coloured = CommandErrors.colours().enabled()
                    ? Ansi.AUTO.string("@|" + style + " " + verdict + "|@")
                    : verdict;
            System.out.printf("  %s  %-" + Math.max(1, width) + "s  %s%n", coloured,
                    OneLine.printable(finding.what()), OneLine.printable(finding.detail()));
        }
    }
}
