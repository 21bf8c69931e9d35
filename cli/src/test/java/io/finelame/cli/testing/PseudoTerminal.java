package io.finelame.cli.testing;

import java.io.IOException;
import java.util.stream.Collectors;

/** Commands on a pseudo-terminal, which script(1) makes: what is written to the process is typed, what it prints is shown. */
public final class PseudoTerminal {
    private PseudoTerminal() {}

    /** A line for a shell that runs a subcommand in a JVM of its own. */
    public static String commandLine(Class<?> command, String... arguments) {
        return SubcommandProcess.line(command, arguments).stream().map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    /** @param line of a shell, which ends with its exit code */
    public static Process start(int rows, int columns, String line) throws IOException {
        // Where the tests run in the background, SIGINT is ignored, which Java leaves as it is.
        ProcessBuilder builder = new ProcessBuilder("env", "--default-signal=HUP,INT,QUIT,TERM", "script", "--quiet",
                "--flush", "--return", "--command",
                "stty rows " + rows + " cols " + columns + "; " + line, "/dev/null").redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        return builder.start();
    }
}
