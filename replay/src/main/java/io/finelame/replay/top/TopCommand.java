package io.finelame.replay.top;

import io.finelame.cli.Progress;
import io.finelame.cli.StandardOutput;
import io.finelame.cli.Subcommand;
import io.finelame.cli.file.InputException;
import io.finelame.cli.text.Nearest;
import io.finelame.cli.text.PrintedJson;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code finelame top}: the requests in flight, from a recording that is being made or is finished. */
@Command(name = "finelame top", sortOptions = false, mixinStandardHelpOptions = true, header = "Show the requests in flight.", description = "Shows the requests in flight, as top shows processes: from the recording that is being made, or from one "
        + "that ended, as of its end. Prints plain lines if the output is not a terminal. Keys: < and > choose the column to sort by, r reverses, p pauses, q ends.", footerHeading = "%nExamples:%n", footer = {
                "  finelame top", "  finelame top --attach recordings/monday --sort REQ_TCP_SENT",
                "  finelame top --once --json | jq 'select(.excess > 1)'"})
public final class TopCommand implements Subcommand {
    @Option(names = "--attach", paramLabel = "RECORDING", description = "Directory of the recording. Default: the one under recordings/ that was written to last.")
    private Path recording;

    @Option(names = "--model", paramLabel = "FILE", description = "Score by the model.json of a run. Default: the model that detect deployed.")
    private Path modelFile;

    @Option(names = "--sort", paramLabel = "COLUMN", completionCandidates = SortColumns.class, description = "Score ratio ('excess'), 'age' or a feature. Default: 'excess', or 'age' without a model.")
    private String sort;

    @Option(names = "--rows", paramLabel = "N", description = "Number of requests to show. Default: as many as fit, or 20.")
    private Integer rows;

    @Option(names = "--interval", paramLabel = "S", defaultValue = "1", description = "Seconds between updates. Default: ${DEFAULT-VALUE}.")
    private double interval;

    @Option(names = "--count", paramLabel = "N", description = "Exit after N updates.")
    private Integer count;

    @Option(names = "--once", description = "Print one snapshot and exit.")
    private boolean once;

    @Option(names = "--json", description = "Print each request as a line of JSON.")
    private boolean json;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        require(interval >= 0.05, "--interval " + interval + ": expected at least 0.05 seconds");
        require(rows == null || rows > 0, "--rows " + rows + ": expected 1 or more");
        require(count == null || count > 0, "--count " + count + ": expected 1 or more");
        Path directory = recording != null ? recording : newest(Path.of("recordings"));
        Model model = modelFile == null ? null : ModelFile.read(modelFile);
        try (RecordingReader reader = RecordingReader.open(directory)) {
            LiveRequests live = new LiveRequests(reader.header(), model);
            live.read(reader);
            TopView view = new TopView(live);
            String column = column(view);
            int looks = once ? 1 : count != null ? count : Integer.MAX_VALUE;
            if (!once && !json && !Progress.isDumb() && System.console() != null && System.console().isTerminal()) {
                try (TopScreen screen = TopScreen.open()) {
                    return screen.show(live, reader, view, column, interval, looks);
                }
            } else {
                print(live, reader, view, column, looks);
            }
        }
        return 0;
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new InputException(problem);
        }
    }

    private String column(TopView view) {
        if (sort == null) {
            return view.columns().getFirst();
        }
        require(view.columns().contains(sort),
                "--sort " + sort + Nearest.hint(sort, view.columns()) + ": expected one of "
                        + String.join(", ", view.columns()));
        return sort;
    }

    private static Path newest(Path recordings) throws IOException {
        if (Files.isDirectory(recordings)) {
            try (Stream<Path> all = Files.list(recordings)) {
                List<Path> found = all.filter(Files::isDirectory).toList();
                if (!found.isEmpty()) {
                    return found.stream().max(Comparator.comparing(TopCommand::writtenAt)).orElseThrow();
                }
            }
        }
        throw new InputException("recordings/ has no directory of a recording: expected --attach RECORDING");
    }

    private static FileTime writtenAt(Path recording) {
        try (Stream<Path> files = Files.list(recording)) {
            return files.map(file -> file.toFile().lastModified()).max(Comparator.naturalOrder())
                    .map(FileTime::fromMillis).orElse(FileTime.fromMillis(0));
        } catch (IOException unreadable) {
            return FileTime.fromMillis(0);
        }
    }

    private void print(LiveRequests live, RecordingReader reader, TopView view, String column, int looks)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        int shown = rows != null ? rows : json ? Integer.MAX_VALUE : 20;
        for (int look = 0; look < looks; look++) {
            if (look > 0) {
                TimeUnit.MILLISECONDS.sleep((long) (interval * 1000));
                StandardOutput.requireReader();
                live.read(reader);
            }
            if (json) {
                for (LiveRequests.Request request : view.sorted(column, false).stream().limit(shown).toList()) {
                    out.println(PrintedJson.MAPPER.writeValueAsString(view.json(request)));
                }
            } else {
                view.heading().forEach(out::println);
                view.table(column, false, shown).forEach(line -> out.println(line.text()));
                out.println();
            }
            out.flush();
            if (live.over()) {
                return;
            }
        }
    }
}
