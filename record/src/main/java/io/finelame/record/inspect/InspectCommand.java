package io.finelame.record.inspect;

import io.finelame.cli.Progress;
import io.finelame.cli.Subcommand;
import io.finelame.cli.file.InputException;
import io.finelame.cli.file.OutputFile;
import io.finelame.cli.text.PrintedJson;
import io.finelame.record.summary.PeerSum;
import io.finelame.record.summary.PeerSums;
import io.finelame.record.summary.RecordingSummary;
import io.finelame.record.table.CsvTable;
import io.finelame.record.table.ParquetTable;
import io.finelame.recording.LostEvents;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finelame inspect}: what a recording holds, and whether it is whole. */
@Command(name = "finelame inspect", sortOptions = false, mixinStandardHelpOptions = true, header = "Show what a recording contains and whether it is whole.", description = "Requires no privileges.", exitCodeList = {
        "0:the recording is whole, or was cut short, or is still being written", "1:it is damaged",
        "2:it is not a recording, or wrong usage"}, footerHeading = "%nExamples:%n", footer = {
                "  finelame inspect recordings/monday",
                "  finelame inspect --csv recordings/monday > monday.csv",
                "  finelame inspect --parquet monday.parquet recordings/monday",
                "  finelame inspect --stacks --request 17 recordings/monday > 17.folded",
                "  finelame inspect --peers recordings/monday"})
public final class InspectCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "RECORDING", description = "Directory of a recording.")
    private Path directory;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Option(names = "--csv", description = "Print every datapoint as CSV: one line for each change of a request.")
    private boolean csv;

    @Option(names = "--parquet", paramLabel = "FILE", description = "Write the same lines to a new Parquet file,"
            + " for pandas, DuckDB or R.")
    private Path parquet;

    @Option(names = "--events", description = "With --csv or --parquet: one line for each counter update"
            + " instead; the recording must be one of --fidelity events.")
    private boolean events;

    @Option(names = "--processes", description = "With --csv or --parquet: one line for each process of each request"
            + " instead, with the CPU time that it used for it.")
    private boolean processes;

    @Option(names = "--peers", description = "Print the total usage of each peer's requests: the peers with most CPU time,"
            + " or all with --csv or --parquet.")
    private boolean peers;

    @Option(names = "--stacks", description = "Print the samples of --stacks as folded text, one line for each stack: what flame graph tools read.")
    private boolean stacks;

    @Option(names = "--pprof", paramLabel = "FILE", description = "Write the samples to a new file for pprof, with a label \"request\" for each sample of one.")
    private Path pprof;

    @Option(names = "--request", paramLabel = "ID,..", split = ",", description = "With --stacks or --pprof: those of these requests alone.")
    private List<String> requests = List.of();

    @Option(names = "--quiet", description = "Print nothing but errors: the exit code says whether the recording is whole.")
    private boolean quiet;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    @Override
    public Integer call() throws IOException {
        requireOneForm();
        RecordingReader.Health health = health();
        return health.damage().isEmpty() ? 0 : 1;
    }

    private RecordingReader.Health health() throws IOException {
        if (csv || parquet != null) {
            return export();
        }
        if (stacks || pprof != null) {
            return exportStacks();
        }
        return peers ? printPeers() : printSummary();
    }

    private void requireOneForm() {
        if (parquet != null && parquet.toString().equals("-")) {
            throw new InputException("--parquet -: expected a file; --csv prints the same lines");
        }
        if (Stream.of(csv, json, parquet != null, stacks, pprof != null).filter(given -> given).count() > 1) {
            throw new InputException("--csv, --json, --parquet, --stacks and --pprof: expected one of them");
        }
        if (!requests.isEmpty() && !stacks && pprof == null) {
            throw new InputException("--request: expected --stacks or --pprof with it");
        }
        if (pprof != null && pprof.toString().equals("-")) {
            throw new InputException("--pprof -: expected a file; --stacks prints the same samples");
        }
        if (peers && (stacks || pprof != null)) {
            throw new InputException("--peers: can't be combined with --stacks or --pprof");
        }
        requireExport("--events", events);
        requireExport("--processes", processes);
        if (Stream.of(events, processes, peers).filter(given -> given).count() > 1) {
            throw new InputException("--events, --processes, --peers: expected one of them");
        }
        if (peers && json) {
            throw new InputException(
                    "--peers: can't be combined with --json; expected --csv, --parquet or neither");
        }
    }

    private void requireExport(String option, boolean given) {
        if (given && !csv && parquet == null) {
            throw new InputException(option + ": expected --csv or --parquet with it");
        }
    }

    private RecordingReader.Health printSummary() throws IOException {
        RecordingSummary summary = RecordingSummary.read(directory, quiet);
        if (quiet && !json) {
            return summary.health();
        }
        if (json) {
            System.out.println(PrintedJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(summary));
        } else {
            RecordingDescription.print(directory, summary, System.out);
        }
        return summary.health();
    }

    private RecordingReader.Health printPeers() {
        try (RecordingReader reader = RecordingReader.open(directory)) {
            List<PeerSum> sums;
            try (Progress progress = Progress.ofReading(directory, quiet)) {
                reader.onProgress(progress::to);
                sums = PeerSums.read(reader).peers();
            }
            if (!quiet) {
                new PeerDescription(reader.header(), sums).print(System.out);
            }
            return printDamage(reader.health());
        }
    }

    private static RecordingReader.Health printDamage(RecordingReader.Health health) {
        health.damage().forEach(line -> System.err.println("finelame: damaged: " + line));
        return health;
    }

    private RecordingReader.Health export() throws IOException {
        try (RecordingReader reader = RecordingReader.open(directory);
                Progress progress = Progress.ofReading(directory, quiet)) {
            reader.onProgress(progress::to);
            RecordingTable table = table(reader.header());
            if (csv) {
                printCsv(reader, table);
            } else {
                ParquetTable.write(parquet, table.columns(), sink -> table.read(reader, sink));
            }
            RecordingReader.Health health = printDamage(reader.health());
            if (events && !health.lostEvents().isEmpty()) {
                System.err.printf(
                        "finelame: %,d counter updates were lost while it was recorded: 'finelame inspect' shows when%n",
                        health.lostEvents().stream().mapToLong(LostEvents::count).sum());
            }
            return health;
        }
    }

    private RecordingReader.Health exportStacks() throws IOException {
        if (pprof != null) {
            OutputFile.requireNew(pprof);
        }
        try (RecordingReader reader = RecordingReader.open(directory);
                Progress progress = Progress.ofReading(directory, quiet)) {
            reader.onProgress(progress::to);
            StackExport export = StackExport.read(reader, directory, requests);
            if (stacks) {
                export.printFolded(System.out);
            } else {
                export.writePprof(pprof, reader.header());
            }
            return printDamage(reader.health());
        }
    }

    private RecordingTable table(RecordingHeader header) {
        if (processes) {
            return ShareTable.of(directory, header);
        }
        if (peers) {
            return new PeerTable();
        }
        return events ? EventTable.of(directory, header) : DatapointTable.of(header);
    }

    private static void printCsv(RecordingReader reader, RecordingTable table) throws IOException {
        try (Writer writer = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), 1 << 16)) {
            table.read(reader, new CsvTable(writer, table.columns()));
        }
    }
}
