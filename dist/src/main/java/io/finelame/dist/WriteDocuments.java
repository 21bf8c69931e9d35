package io.finelame.dist;

import io.finelame.cli.Finelame;
import io.finelame.cli.Subcommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes, from the commands' own options, the shell completion and the sources of the man pages. */
public final class WriteDocuments {
    private WriteDocuments() {}

    /** @param arguments the directory to write to */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        CommandLine finelame = Finelame.commandLine();
        List<CommandSpec> pages = new ArrayList<>(List.of(finelame.getCommandSpec()));
        finelame.getSubcommands().values().stream().map(CommandLine::getCommandSpec)
                .filter(spec -> spec.userObject() instanceof Subcommand).forEach(pages::add);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("finelame.bash"), AutoComplete.bash("finelame", finelame));
        Files.writeString(directory.resolve("finelame.zsh"), ZshCompletion.of("finelame", finelame));
        pages.forEach(page -> page.usageMessage().exitCodeListHeading("Exit status").footerHeading("Examples"));
        ManPageGenerator.generateManPage(directory.resolve("man").toFile(), null, new boolean[0], false,
                pages.toArray(CommandSpec[]::new));
    }
}
