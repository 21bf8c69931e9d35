package io.finelame.dist;

import io.finelame.analyze.AnalyzeCommand;
import io.finelame.record.DoctorCommand;
import io.finelame.record.InspectCommand;
import io.finelame.record.RecordCommand;
import io.finelame.record.Version;
import io.finelame.replay.DetectCommand;
import io.finelame.replay.ReplayCommand;
import io.finelame.replay.TopCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes, from the commands' own options, the shell completion and the sources of the man pages. */
public final class WriteDocuments {
    private WriteDocuments() {}

    /** The command of the launcher, for its documents alone. */
    @Command(name = "finelame", version = Version.TEXT, description = "Records what each request of a server uses, replays the recording with other models, and says what each would have caught.")
    private static final class Launcher {}

    /** @param arguments the directory to write to */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        List<CommandSpec> pages = new ArrayList<>();
        CommandLine launcher = new CommandLine(new Launcher());
        pages.add(launcher.getCommandSpec());
        for (Class<?> command : List.<Class<?>>of(RecordCommand.class, DetectCommand.class, TopCommand.class,
                ReplayCommand.class,
                AnalyzeCommand.class, InspectCommand.class, DoctorCommand.class)) {
            CommandLine line = new CommandLine(command);
            String name = line.getCommandName().substring(line.getCommandName().indexOf(' ') + 1);
            line.getCommandSpec().name(name);
            launcher.addSubcommand(name, line);
            pages.add(line.getCommandSpec());
        }
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("finelame.bash"), AutoComplete.bash("finelame", launcher));
        ManPageGenerator.generateManPage(directory.resolve("man").toFile(), null, new boolean[0], false,
                pages.toArray(CommandSpec[]::new));
    }
}
