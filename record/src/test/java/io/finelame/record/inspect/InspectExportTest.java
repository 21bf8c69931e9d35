package io.finelame.record.inspect;

import io.finelame.cli.CommandErrors;
import io.finelame.record.table.ParquetContents;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingWriter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code finelame inspect --csv} and {@code --parquet} say the same. */
public class InspectExportTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");
    private static final Layout EVENTS = new Layout(24, List.of(new Layout.Field("ts", 0, 8),
            new Layout.Field("req_id", 8, 8), new Layout.Field("feature", 16, 4), new Layout.Field("delta", 20, 4)));

    @TempDir
    private Path temporary;

    /** What a run of the tool ended with and printed. */
    private record Output(int exitCode, String out, String err) {}

    private static Output inspect(Object... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int exitCode = CommandErrors.run(new InspectCommand(),
                    Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
            return new Output(exitCode, printed.toString(StandardCharsets.UTF_8),
                    complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** Columns' names, then the rows, as the CSV has them. */
    private static List<List<String>> csv(String text) throws Exception {
        try (CSVParser parser = CSVParser.parse(text, CSVFormat.DEFAULT)) {
            return parser.stream().map(CSVRecord::toList).toList();
        }
    }

    /** Address and CPU time of each request, by its id. */
    public static Map<Long, List<String>> lastRows(Path recording) throws Exception {
        List<List<String>> rows = csv(inspect("--csv", recording).out());
        int id = rows.getFirst().indexOf("req_id");
        int address = rows.getFirst().indexOf("saddr");
        int cputime = rows.getFirst().indexOf("cputime");
        Map<Long, List<String>> last = new HashMap<>();
        rows.stream().skip(1).forEach(row -> last.put(Long.parseLong(row.get(id)),
                List.of(row.get(address), row.get(cputime))));
        return last;
    }

    private static List<List<String>> asCsv(ParquetContents contents) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(contents.schema().getFields().stream().map(field -> field.getName()).toList());
        contents.rows().forEach(row -> rows.add(row.stream()
                .map(value -> value instanceof Long number
                        ? Long.toUnsignedString(number)
                        : Objects.requireNonNullElse((String) value, ""))
                .toList()));
        return rows;
    }

    private Path recordEvents(String fidelity) throws Exception {
        Path directory = temporary.resolve(fidelity);
        try (RecordingWriter writer = RecordingWriter.create(directory); Arena arena = Arena.ofConfined()) {
            writer.writeHeader(new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                    new RecordingHeader.ClockPair(0, 0), "fl_cfg.yml", "", 20, 100, fidelity, List.of(), List.of(),
                    List.of(), EVENTS, EVENTS, EVENTS));
            MemorySegment events = arena.allocate(2 * 24, 8);
            events.set(ValueLayout.JAVA_LONG, 0, 5);
            events.set(ValueLayout.JAVA_LONG, 8, -1);
            events.set(ValueLayout.JAVA_INT, 16, 2);
            events.set(ValueLayout.JAVA_INT, 20, 1);
            events.set(ValueLayout.JAVA_LONG, 24, 6);
            events.set(ValueLayout.JAVA_INT, 40, 99);
            writer.writeEvents(7, new long[]{0, 3}, 2, 24, events);
        }
        return directory;
    }

    @Test
    void parquet_aRealRecording_hasTheCsvsRowsInItsOrder() throws Exception {
        Path file = temporary.resolve("nodejs.parquet");

        assertEquals(new Output(0, "", ""), inspect("--parquet", file, RECORDING));
        List<List<String>> expected = csv(inspect("--csv", RECORDING).out());
        assertTrue(expected.size() > 1000);
        assertEquals(expected, asCsv(ParquetContents.read(file)));
    }

    @Test
    void events_asCsv_nameTheFeature() throws Exception {
        Output output = inspect("--events", "--csv", recordEvents("events"));

        assertEquals("""
                     ts,req_id,feature,delta
                     5,18446744073709551615,REQ_PGFLT,1
                     6,0,99,0
                     """, output.out());
        assertEquals("finelame: 3 counter updates were lost while it was recorded: 'finelame inspect' shows when\n",
                output.err());
    }

    @Test
    void events_asParquet_areTheSame() throws Exception {
        Path file = temporary.resolve("events.parquet");
        Path recording = recordEvents("events");

        assertEquals(0, inspect("--events", "--parquet", file, recording).exitCode());
        assertEquals(csv(inspect("--events", "--csv", recording).out()), asCsv(ParquetContents.read(file)));
    }

    @Test
    void events_ofARecordingWithout_saysSoAndWritesNothing() throws Exception {
        Path file = temporary.resolve("events.parquet");
        Path recording = recordEvents("snapshots");

        assertEquals(new Output(2, "", "finelame: " + recording
                + ": has no counter updates; expected a recording by 'finelame record --fidelity events'\n"),
                inspect("--events", "--parquet", file, recording));
        assertFalse(Files.exists(file));
    }

    @Test
    void parquet_fileExists_refuses() throws Exception {
        Path file = Files.writeString(temporary.resolve("mine.parquet"), "mine");

        assertEquals(new Output(1, "", "finelame: " + file + ": exists already: choose another\n"),
                inspect("--parquet", file, RECORDING));
    }

    @Test
    void peers_areATable() {
        String out = inspect("--peers", RECORDING).out();

        assertEquals("""
                     peer        requests  at once  connections  CPU time   share  received     sent   first    last
                     127.0.0.66        20        1           20    12.1 s  85.8 %   4.46 kB  3.40 kB  21.1 s  47.1 s
                     127.0.0.1      6,000       14        6,000    2.01 s  14.2 %    450 kB   203 MB   0.1 s  48.2 s
                     """, out);
    }

    @Test
    void peers_asCsvAndParquet_areTheSame() throws Exception {
        Path file = temporary.resolve("peers.parquet");

        assertEquals(0, inspect("--peers", "--parquet", file, RECORDING).exitCode());
        List<List<String>> rows = csv(inspect("--peers", "--csv", RECORDING).out());
        assertEquals(rows, asCsv(ParquetContents.read(file)));
        assertEquals(List.of("127.0.0.66", "20", "1", "20", "12138559219", "4462", "3400", "21266381390836",
                "21292338887849", ""), rows.get(1));
    }

    @Test
    void peers_asJson_areRefused() {
        assertEquals(
                new Output(2, "",
                        "finelame: --peers: can't be combined with --json; expected --csv, --parquet or neither\n"),
                inspect("--peers", "--json", RECORDING));
    }

    @Test
    void parquetAndCsv_areRefusedTogether() {
        assertEquals(
                new Output(2, "", "finelame: --csv, --json, --parquet, --stacks and --pprof: expected one of them\n"),
                inspect("--csv", "--parquet", temporary.resolve("a.parquet"), RECORDING));
    }

    @Test
    void pprof_toStandardOutput_isRefused() {
        assertEquals(
                new Output(2, "", "finelame: --pprof -: expected a file; --stacks prints the same samples\n"),
                inspect("--pprof", "-", RECORDING));
    }

    @Test
    void pprof_fileThatExists_isLeftAsItIs() throws Exception {
        Path file = Files.writeString(temporary.resolve("profile.pb.gz"), "mine");

        assertEquals(new Output(1, "", "finelame: " + file + ": exists already: choose another\n"),
                inspect("--pprof", file, RECORDING));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void peersAndStacks_areRefusedTogether() {
        assertEquals(new Output(2, "", "finelame: --peers: can't be combined with --stacks or --pprof\n"),
                inspect("--peers", "--stacks", RECORDING));
    }

    @Test
    void events_alone_areRefused() {
        assertEquals(new Output(2, "", "finelame: --events: expected --csv or --parquet with it\n"),
                inspect("--events", RECORDING));
    }
}
