package io.finelame.cli.testing;

import io.finelame.cli.CommandErrors;
import io.finelame.cli.Subcommand;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A subcommand in a JVM of its own, with this one's classes and privileges: as root, the launcher would drop some. */
public final class SubcommandProcess {
    private SubcommandProcess() {}

    /** @return the words of a command line that runs it */
    public static List<String> line(Class<?> command, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(flag -> flag.startsWith("--"))
                .forEach(line::add);
        // It runs for seconds: what the optimizing compiler costs, its code doesn't save.
        line.add("-XX:TieredStopAtLevel=1");
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), SubcommandProcess.class.getName(),
                command.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    /** @param arguments the subcommand's class, then its arguments */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Subcommand command = (Subcommand) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        io.finelame.cli.StandardOutput.install();
        System.exit(command.run(
                () -> CommandErrors.run(command, Arrays.copyOfRange(arguments, 1, arguments.length))));
    }
}
