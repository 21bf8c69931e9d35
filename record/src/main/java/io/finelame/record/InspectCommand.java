package io.finelame.record;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finelame inspect}: what a recording holds, and whether it is whole. */
@Command(name = "inspect", sortOptions = false, mixinStandardHelpOptions = true, version = "finelame "
        + Version.TEXT, header = "Shows what a recording holds and whether it is whole.", description = "Needs no rights. Exit code: 0 for a whole recording, also one that was cut short or is still being "
                + "written; 1 for a damaged one; 2 for what is no recording.", footer = {"", "Example:",
                        "  finelame inspect recordings/monday",
                        "  finelame inspect --csv recordings/monday > monday.csv"})
public final class InspectCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RECORDING", description = "A recording's directory.")
    private Path directory;

    @Option(names = "--csv", description = "Print every datapoint instead: one line for each change of a request.")
    private boolean csv;

    @Option(names = "--json", description = "Print the same as JSON.")
    private boolean json;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    public static void main(String[] arguments) {
        System.exit(CommandErrors.run(new InspectCommand(), arguments));
    }

    @Override
    public Integer call() throws RecordingException, IOException {
        if (csv && json) {
            throw new IllegalArgumentException("--csv and --json: expected one of them");
        }
        RecordingReader.Health health = csv ? printDatapoints() : printSummary();
        return health.damage().isEmpty() ? 0 : 1;
    }

    private RecordingReader.Health printSummary() throws RecordingException, IOException {
        RecordingSummary summary = RecordingSummary.read(directory);
        if (json) {
            System.out.println(RecordingFormat.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(summary));
        } else {
            RecordingDescription.print(directory, summary, System.out);
        }
        return summary.health();
    }

    private RecordingReader.Health printDatapoints() throws RecordingException, IOException {
        PrintStream out = System.out;
        try (RecordingReader reader = RecordingReader.open(directory);
                Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16)) {
            DatapointCsv.write(reader, writer);
            reader.health().damage().forEach(line -> System.err.println("finelame: damaged: " + line));
            return reader.health();
        }
    }
}
