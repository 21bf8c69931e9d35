package io.finelame.record;

import io.finelame.bpf.BpfException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * How the tools fail: one clear line on standard error, 1 where it failed while running, 2 where the usage or the input was
 * wrong; the stack trace only with {@code --debug}.
 */
public final class CommandErrors {
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    private CommandErrors() {}

    /** Runs a command to its exit code. */
    public static int run(Object command, String... arguments) {
        return new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(CommandErrors::failed)
                .setParameterExceptionHandler(CommandErrors::misused).execute(arguments);
    }

    private static int failed(Exception e, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        if (e instanceof ParameterException misuse) {
            return misused(misuse, arguments.originalArgs().toArray(String[]::new));
        }
        line(e).lines().forEach(line -> err.println("finelame: " + line));
        if (arguments.matchedOptionValue("--debug", false)) {
            e.printStackTrace(err);
        }
        return isWrongInput(e) ? WRONG : FAILED;
    }

    private static int misused(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("finelame: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' explains it");
        return WRONG;
    }

    private static boolean isWrongInput(Exception e) {
        return e instanceof ConfigurationException || e instanceof RecordingException
                || e instanceof IllegalArgumentException;
    }

    private static String line(Exception e) {
        return switch (e) {
            case BpfException refused -> refused.log().isEmpty()
                    ? refused.getMessage()
                    : refused.getMessage() + "\n" + refused.log();
            case NoSuchFileException missing -> missing.getMessage() + ": no such file or directory";
            case FileAlreadyExistsException there -> there.getMessage() + ": exists already: choose another";
            case AccessDeniedException denied -> denied.getMessage() + ": permission denied";
            case UncheckedIOException io -> line(io.getCause());
            case IOException io -> io.getMessage();
            case ConfigurationException wrong -> wrong.getMessage();
            case RecordingException wrong -> wrong.getMessage();
            case IllegalArgumentException wrong -> wrong.getMessage();
            default -> "unexpected " + e + "; --debug shows where";
        };
    }
}
