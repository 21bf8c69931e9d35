package io.finelame.cli;

import io.finelame.cli.text.Nearest;
import java.util.Arrays;
import java.util.List;

/** The launcher's message for an unknown command. */
public final class UnknownCommand {
    private UnknownCommand() {}

    /** @param arguments what was typed, then the commands that there are */
    public static void main(String[] arguments) {
        List<String> known = Arrays.asList(arguments).subList(1, arguments.length);
        System.err.println("finelame: no command '" + arguments[0] + "'" + Nearest.hint(arguments[0], known)
                + (Nearest.hint(arguments[0], known).isEmpty() ? "; " : " ") + "'finelame --help' lists them");
        System.exit(2);
    }
}
