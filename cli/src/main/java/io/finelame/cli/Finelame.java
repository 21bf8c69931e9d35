package io.finelame.cli;

import io.finelame.cli.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code finelame}: runs the {@link Subcommand} that its first argument names. Only that one's options are read, which all
 * others' would take longer than many a command.
 */
@Command(name = "finelame", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", header = "Find requests that take a server down, and evaluate the models that detect them.", description = {
        "Records the resource usage of each request of a server with eBPF, replays the recording with other models, and shows what each would have detected, and how early.",
        "'finelame COMMAND --help' explains a command."}, footerHeading = "%nExamples:%n", footer = {
                "  finelame doctor",
                "  finelame record --duration 600 -- node server.js",
                "  finelame replay recordings/node-20260131-235959 --k 5 --out runs/k5",
                "  finelame analyze runs/k5 --labels labels.csv"})
public final class Finelame implements Runnable {
    private static final int WRONG = 2;

    @Option(names = "--allow-root", scope = ScopeType.INHERIT, description = "Continue with all of root's privileges if they can't be dropped.")
    private boolean allowRoot;

    @Spec
    private CommandSpec spec;

    private Finelame() {}

    /** @param arguments a command and its arguments, as typed; ends the JVM with the exit code */
    public static void main(String[] arguments) {
        StandardOutput.install();
        UncaughtFailure.install(List.of(arguments).contains("--debug"));
        System.exit(new Finelame().run(arguments));
    }

    private int run(String... arguments) {
        SortedMap<String, Provider<Subcommand>> known = subcommands();
        String name = Arrays.stream(arguments).filter(word -> !word.startsWith("-")).findFirst().orElse("");
        CommandLine root = CommandErrors.commandLine(this);
        if (!known.containsKey(name)) {
            known.values().forEach(provider -> add(root, provider.get()));
            return general(root, name, arguments);
        }
        Subcommand command = known.get(name).get();
        add(root, command);
        root.setExecutionStrategy(
                parsed -> CommandErrors.execute(parsed, () -> command.dropPrivileges(allowRoot)));
        return command.run(() -> CommandErrors.run(root, withoutFiles(arguments)));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Expected a COMMAND");
    }

    /** The whole command line, for its documents. */
    public static CommandLine commandLine() {
        CommandLine root = CommandErrors.commandLine(new Finelame());
        subcommands().values().forEach(provider -> add(root, provider.get()));
        addShellCommands(root);
        return root;
    }

    private static SortedMap<String, Provider<Subcommand>> subcommands() {
        SortedMap<String, Provider<Subcommand>> all = new TreeMap<>();
        ServiceLoader.load(Subcommand.class).stream().forEach(provider -> all.put(name(provider.type()), provider));
        return all;
    }

    private static String name(Class<?> command) {
        String name = command.getAnnotation(Command.class).name();
        return name.substring(name.indexOf(' ') + 1);
    }

    private static void add(CommandLine root, Subcommand command) {
        CommandLine line = CommandErrors.commandLine(command);
        line.getCommandSpec().name(name(command.getClass()));
        root.addSubcommand(line);
    }

    private static void addShellCommands(CommandLine root) {
        for (ShellCommand command : ShellCommand.values()) {
            root.addSubcommand(command.commandLine());
        }
        root.addSubcommand(new CommandLine(new CommandLine.HelpCommand()));
    }

    /** --help and --version, and what names no command. */
    private static int general(CommandLine root, String name, String... arguments) {
        addShellCommands(root);
        if (arguments.length == 0) {
            root.usage(System.err);
            return WRONG;
        }
        if (name.isEmpty() || name.equals("help")) {
            return CommandErrors.run(root, arguments);
        }
        String hint = Nearest.hint(name, List.copyOf(root.getSubcommands().keySet()));
        System.err.println("finelame: no command '" + name + "'" + hint + (hint.isEmpty() ? "; " : " ")
                + "'finelame --help' lists them");
        return WRONG;
    }

    /** picocli reads further arguments from a file that {@code @FILE} names, but the server's arguments are its own. */
    private static String[] withoutFiles(String... arguments) {
        int dashes = Arrays.asList(arguments).indexOf("--");
        String[] literal = arguments.clone();
        for (int i = dashes; i >= 0 && i < literal.length; i++) {
            literal[i] = literal[i].startsWith("@") ? "@" + literal[i] : literal[i];
        }
        return literal;
    }
}
