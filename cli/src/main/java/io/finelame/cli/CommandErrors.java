package io.finelame.cli;

import io.finelame.cli.file.InputException;
import io.finelame.cli.text.Nearest;
import io.finelame.cli.text.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How the commands fail: one line on standard error, and exit code 1 for a failure or 2 for wrong usage or input, which is an
 * {@link InputException}; the stack trace only with {@code --debug}.
 */
public final class CommandErrors {
    static final int FAILED = 1;
    private static final int WRONG = 2;
    /** What a shell reports of a process that SIGPIPE ended. */
    private static final int OUTPUT_CLOSED = 128 + 13;
    private static final Map<String, String> EXIT_CODES = Map.of("0", "success", "1", "failure", "2",
            "wrong usage or wrong input");

    private CommandErrors() {}

    /** Runs a command to its exit code. */
    public static int run(Object command, String... arguments) {
        return run(commandLine(command), arguments);
    }

    static int run(CommandLine line, String... arguments) {
        try {
            int exitCode = line.execute(arguments);
            System.out.flush();
            return exitCode;
        } catch (StandardOutput.Failure e) {
            return failed(e, line);
        } catch (Error e) {
            // picocli handles exceptions alone; a class or a file that the JVM itself can't open ends up here.
            if (e instanceof ExceptionInInitializerError && e.getCause() instanceof Exception cause) {
                return failed(cause, line, line.getParseResult());
            }
            Optional<String> shortage = OutOfMemory.line(e);
            if (shortage.isEmpty() || OutOfMemory.claimReport()) {
                System.err.println("finelame: " + shortage.orElseGet(() -> bug(e)));
            }
            if (List.of(arguments).contains("--debug")) {
                e.printStackTrace();
            }
            return FAILED;
        }
    }

    /** A command with what all have in common: its version, its exit codes where it has no own, and how it fails. */
    public static CommandLine commandLine(Object command) {
        CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(colours()))
                .setExecutionStrategy(parsed -> execute(parsed, () -> {}))
                .setExecutionExceptionHandler(CommandErrors::failed)
                .setParameterExceptionHandler(CommandErrors::misused);
        CommandSpec spec = line.getCommandSpec().version("finelame " + Version.TEXT);
        UsageMessageSpec usage = spec.usageMessage();
        Map<String, String> codes = new LinkedHashMap<>();
        for (String code : List.of("0", "1", "2")) {
            codes.put(code, usage.exitCodeList().getOrDefault(code, EXIT_CODES.get(code)));
        }
        codes.putAll(usage.exitCodeList());
        codes.put(Integer.toString(OUTPUT_CLOSED), "standard output was closed by its reader, e.g. head");
        usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
        return line;
    }

    /** Whether to print colours: not to a file, nor with NO_COLOR, nor on a terminal that has none. */
    public static Ansi colours() {
        return Progress.isDumb() ? Ansi.OFF : Ansi.AUTO;
    }

    /** What comes between parsing and the command itself. */
    interface Preparation {
        void prepare() throws Exception;
    }

    /** Printing --help or --version can fail, too, which picocli would show as a stack trace. */
    static int execute(ParseResult arguments, Preparation preparation) {
        CommandLine command = last(arguments).commandSpec().commandLine();
        try {
            Integer helped = CommandLine.executeHelpRequest(arguments);
            if (helped != null) {
                return helped;
            }
            preparation.prepare();
            return new CommandLine.RunLast().execute(arguments);
        } catch (StandardOutput.Failure e) {
            return failed(e, command);
        } catch (ParameterException | ExecutionException e) {
            throw e;
        } catch (Exception e) {
            throw new ExecutionException(command, e.getMessage(), e);
        }
    }

    private static ParseResult last(ParseResult arguments) {
        return arguments.hasSubcommand() ? last(arguments.subcommand()) : arguments;
    }

    private static int failed(Exception e, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        if (e instanceof ParameterException misuse) {
            return misused(misuse, arguments.originalArgs().toArray(String[]::new));
        }
        if (e instanceof StandardOutput.Failure lost) {
            return failed(lost, command);
        }
        text(e, command).lines().forEach(line -> err.println("finelame: " + OneLine.printable(line)));
        if (last(arguments).matchedOptionValue("--debug", false)) {
            e.printStackTrace(err);
        }
        return e instanceof InputException ? WRONG : FAILED;
    }

    private static int failed(StandardOutput.Failure e, CommandLine command) {
        if (e.isClosed()) {
            return OUTPUT_CLOSED;
        }
        command.getErr().println("finelame: " + e.getMessage());
        return FAILED;
    }

    private static int misused(ParameterException e, String[] arguments) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        e.getCommandLine().getErr().println(
                "finelame: " + misuse(e, command) + " ('" + command.qualifiedName() + " --help' explains)");
        return WRONG;
    }

    private static String misuse(ParameterException e, CommandSpec command) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            return unmatched.isUnknownOption()
                    ? "unknown option '" + word + "'" + Nearest.hint(word.replaceFirst("=.*", ""), options(command))
                    : "unexpected argument '" + word + "'";
        }
        ArgSpec argument = e.getArgSpec();
        if (argument != null && e.getValue() != null && argument.type().isEnum()) {
            List<String> values = Arrays.stream(argument.type().getEnumConstants())
                    .map(value -> value.toString().toLowerCase(Locale.ROOT)).toList();
            return Nearest.expected(argument.isOption() ? name(argument) : argument.paramLabel(), e.getValue(), values);
        }
        String message = e.getMessage();
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String name(ArgSpec argument) {
        return ((CommandLine.Model.OptionSpec) argument).longestName();
    }

    private static List<String> options(CommandSpec command) {
        return command.options().stream().flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--")).toList();
    }

    private static String text(Exception e, CommandLine command) {
        Optional<String> shortage = OutOfMemory.line(e);
        if (shortage.isPresent()) {
            return OutOfMemory.claimReport() ? shortage.get() : "";
        }
        Optional<String> own = command.getCommand() instanceof ErrorText texts ? texts.errorText(e) : Optional.empty();
        return own.orElseGet(() -> line(e));
    }

    static String bug(Throwable e) {
        return "unexpected " + e + ": this is a bug of finelame; report it with the output of --debug";
    }

    private static String line(Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getMessage() + ": no such file or directory";
            case FileAlreadyExistsException there -> there.getMessage() + ": exists already: choose another";
            case AccessDeniedException denied -> denied.getMessage() + ": permission denied";
            case NotDirectoryException file -> file.getMessage() + ": expected a directory";
            case DirectoryNotEmptyException full -> full.getMessage() + ": the directory is not empty";
            case UncheckedIOException io -> line(io.getCause());
            case IOException io -> io.getMessage();
            case InputException wrong -> wrong.getMessage();
            case SecurityException refused -> "unexpected " + refused + "; --debug shows where";
            case RuntimeException bug -> bug(bug);
            default -> "unexpected " + e + "; --debug shows where";
        };
    }
}
