package io.finelame.cli;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command that the launcher runs without Java: a script in {@code launcher/commands} of the same name. */
enum ShellCommand {
    DEMO("Record, replay and analyze a sample server under attack, in a few minutes."),
    INCLUDE("Print the directory of the headers for eBPF programs of your own."),
    SETUP("Install the Debian packages that recording and building need; 'setup tests': those of the tests, too.");

    private final String does;

    ShellCommand(String does) {
        this.does = does;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For help and completion alone. */
    CommandLine commandLine() {
        CommandSpec spec = CommandSpec.create().name(word());
        spec.usageMessage().header(does);
        return new CommandLine(spec);
    }
}
