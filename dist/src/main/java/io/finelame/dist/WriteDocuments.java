package io.finelame.dist;

import io.finelame.analyze.AnalyzeCommand;
import io.finelame.cli.CommandErrors;
import io.finelame.record.RecordCommand;
import io.finelame.record.doctor.DoctorCommand;
import io.finelame.record.inspect.InspectCommand;
import io.finelame.replay.ReplayCommand;
import io.finelame.replay.detect.DetectCommand;
import io.finelame.replay.top.TopCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes, from the commands' own options, the shell completion and the sources of the man pages. */
public final class WriteDocuments {
    private WriteDocuments() {}

    /** The command of the launcher, for its documents alone. */
    @Command(name = "finelame", header = "find requests that take a server down, and evaluate the models that detect them", description = "Records the resource usage of each request of a server with eBPF, replays the recording with other models, and shows what each would have detected, and how early.", footerHeading = "%nExamples:%n", footer = {
            "  finelame doctor", "  finelame record --duration 600 -- node server.js",
            "  finelame replay recordings/node-20260131-235959 --k 5 --out runs/k5",
            "  finelame analyze runs/k5 --labels labels.csv"})
    private static final class Launcher {
        @Option(names = {"-h", "--help"}, description = "List the commands.")
        private boolean help;

        @Option(names = {"-V", "--version"}, description = "Print the version.")
        private boolean version;
    }

    /** What the launcher does without a Java program. */
    private enum ShellCommand {
        DEMO("Record, replay and analyze a sample server under attack, in a few minutes."),
        INCLUDE("Print the directory of the headers for eBPF programs of your own."),
        SETUP("Install the packages that recording needs, and make the start faster (setup cache: that alone)."),
        HELP("Explain a command.");

        private final String does;

        ShellCommand(String does) {
            this.does = does;
        }

        CommandLine commandLine() {
            CommandSpec spec = CommandSpec.create().name(name().toLowerCase(Locale.ROOT));
            spec.usageMessage().header(does);
            return new CommandLine(spec);
        }
    }

    /** @param arguments the directory to write to */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        List<CommandSpec> pages = new ArrayList<>();
        CommandLine launcher = CommandErrors.commandLine(new Launcher());
        pages.add(launcher.getCommandSpec());
        for (Class<?> command : List.<Class<?>>of(RecordCommand.class, DetectCommand.class, TopCommand.class,
                ReplayCommand.class, AnalyzeCommand.class, InspectCommand.class, DoctorCommand.class)) {
            CommandLine line = CommandErrors.commandLine(command);
            String name = line.getCommandName().substring(line.getCommandName().indexOf(' ') + 1);
            line.getCommandSpec().name(name);
            launcher.addSubcommand(name, line);
            pages.add(line.getCommandSpec());
        }
        for (ShellCommand command : ShellCommand.values()) {
            CommandLine line = command.commandLine();
            launcher.addSubcommand(line.getCommandName(), line);
        }
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("finelame.bash"), AutoComplete.bash("finelame", launcher));
        Files.writeString(directory.resolve("finelame.zsh"), ZshCompletion.of("finelame", launcher));
        pages.forEach(page -> page.usageMessage().exitCodeListHeading("Exit status").footerHeading("Examples"));
        ManPageGenerator.generateManPage(directory.resolve("man").toFile(), null, new boolean[0], false,
                pages.toArray(CommandSpec[]::new));
    }
}
