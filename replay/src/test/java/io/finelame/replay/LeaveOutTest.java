package io.finelame.replay;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.record.config.LeaveOut;
import io.finelame.record.summary.RequestFacts;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingWriter;
import io.finelame.replay.detect.DetectCommand;
import io.finelame.replay.detect.Retraining;
import io.finelame.replay.detect.Trainer;
import io.finelame.replay.model.Model;
import io.finelame.replay.requests.LeftOut;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import io.finelame.run.SweepRow;
import io.finelame.run.table.SweepColumn;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which requests are left out, by what a recording says of their connections. */
class LeaveOutTest {
    private static final long MS = 1_000_000;
    private static final Path OLD = Path.of("../datasets/nodejs/recording");
    private static final Layout LAYOUT = new Layout(64, List.of(new Layout.Field("first_ts", 0, 8),
            new Layout.Field("latest_ts_update", 8, 8), new Layout.Field("cputime", 16, 8),
            new Layout.Field("answered", 24, 1), new Layout.Field("finished", 25, 1),
            new Layout.Field("followed", 26, 1), new Layout.Field("nth", 28, 2), new Layout.Field("saddr", 32, 16),
            new Layout.Field("tcp_rcvd", 48, 8)));

    @TempDir
    private Path temporary;

    /** A request that began at {@code from} and was updated last at {@code until}. */
    private record Seen(long from, long until, long cputime, boolean answered, boolean finished, boolean followed,
            int nth) {
        static Seen answered(int nth, boolean followed) {
            return new Seen(0, 5 * MS, 2 * MS, true, true, followed, nth);
        }

        Seen using(long ns) {
            return new Seen(from, until, ns, answered, finished, followed, nth);
        }

        Seen at(long begin) {
            return new Seen(begin, begin + until - from, cputime, answered, finished, followed, nth);
        }
    }

    private static final Seen HANDSHAKE = Seen.answered(0, true);
    private static final Seen SECOND = Seen.answered(1, true);
    private static final Seen LAST = Seen.answered(2, false);
    private static final Seen ALONE = Seen.answered(0, false);
    private static final Seen UNANSWERED = new Seen(0, 5 * MS, MS, false, true, false, 1);
    private static final Seen IN_FLIGHT = new Seen(0, 5 * MS, MS, false, false, false, 0);

    /** One snapshot at this time (ns) of requests from 1. */
    private RecordedRequests record(long at, Seen... requests) throws Exception {
        return RecordedRequests.read(write("", at, requests));
    }

    private Path write(String configuration, long at, Seen... requests) throws IOException {
        Path directory = temporary.resolve("recording");
        try (RecordingWriter writer = RecordingWriter.create(directory)) {
            writer.writeHeader(new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                    new RecordingHeader.ClockPair(0, 0), "fl_cfg.yml", configuration, 20, 100, "snapshots", List.of(),
                    List.of(new RecordingHeader.Feature("REQ_CPUTIME", "cputime"),
                            new RecordingHeader.Feature("REQ_TCP_RCVD", "tcp_rcvd")),
                    List.of(), LAYOUT, null, null));
            write(writer, at, requests);
        }
        return directory;
    }

    private static void write(RecordingWriter writer, long at, Seen... requests) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment keys = arena.allocate(8L * requests.length, 8);
            MemorySegment values = arena.allocate(64L * requests.length, 8);
            for (int i = 0; i < requests.length; i++) {
                MemorySegment value = values.asSlice(64L * i, 64);
                keys.setAtIndex(ValueLayout.JAVA_LONG, i, i + 1);
                value.set(ValueLayout.JAVA_LONG, 0, requests[i].from);
                value.set(ValueLayout.JAVA_LONG, 8, requests[i].until);
                value.set(ValueLayout.JAVA_LONG, 16, requests[i].cputime);
                value.set(ValueLayout.JAVA_BOOLEAN, 24, requests[i].answered);
                value.set(ValueLayout.JAVA_BOOLEAN, 25, requests[i].finished);
                value.set(ValueLayout.JAVA_BOOLEAN, 26, requests[i].followed);
                value.set(ValueLayout.JAVA_SHORT, 28, (short) requests[i].nth);
            }
            writer.writeSnapshot(0, at, at, true, requests.length, new long[8], requests.length, keys, values);
        }
    }

    private static LeftOut leftOut(RecordedRequests recorded, String... kinds) {
        return LeftOut.of(recorded, LeaveOut.parse(List.of(kinds)));
    }

    @Test
    void of_firstOfSeveral_isLeftOutAndTheOnlyOneIsNot() throws Exception {
        LeftOut leftOut = leftOut(record(10 * MS, HANDSHAKE, SECOND, LAST, ALONE), "first");

        assertEquals(Map.of(0, LeaveOut.Kind.FIRST), leftOut.rows());
        assertEquals(List.of(2L, 3L, 4L), ids(leftOut.rest()));
        assertEquals("4 requests, of which 1 first on their connection are left out", leftOut.text());
    }

    @Test
    void of_firstTwo_areLeftOut() throws Exception {
        LeftOut leftOut = leftOut(record(10 * MS, HANDSHAKE, SECOND, LAST), "first:2");

        assertEquals(List.of(3L), ids(leftOut.rest()));
    }

    @Test
    void of_unanswered_isLeftOutAndOneInFlightIsNot() throws Exception {
        LeftOut leftOut = leftOut(record(10 * MS, UNANSWERED, IN_FLIGHT, ALONE), "unanswered");

        assertEquals(Map.of(0, LeaveOut.Kind.UNANSWERED), leftOut.rows());
    }

    @Test
    void of_requestsThatBurntCpuTime_stay() throws Exception {
        LeftOut leftOut = leftOut(record(10 * MS, UNANSWERED.using(1000 * MS), HANDSHAKE.using(11 * MS)), "first",
                "unanswered");

        assertEquals(Map.of(), leftOut.rows());
    }

    /** The connection was held open: its end is what tells, for the request used nothing meanwhile. */
    @Test
    void of_unansweredThatEndedLate_stays() throws Exception {
        assertEquals(Map.of(), leftOut(record(30_000 * MS, UNANSWERED), "unanswered").rows());
    }

    @Test
    void without_someRows_keepsTheOthersSeries() throws Exception {
        RequestTable rest = leftOut(record(10 * MS, HANDSHAKE, LAST.using(7 * MS)), "first").rest();

        assertEquals(1, rest.rows());
        assertEquals(7 * MS, rest.value(rest.column("REQ_CPUTIME"), rest.last(0)));
    }

    @Test
    void of_recordingOfAnEarlierVersion_saysWhy() throws Exception {
        RecordedRequests recorded = RecordedRequests.read(OLD);

        String message = assertThrows(ReplayException.class, () -> leftOut(recorded, "first")).getMessage();
        assertTrue(message.contains("doesn't have the requests' positions"), message);
        assertEquals(recorded.table(), leftOut(recorded).rest());
    }

    @Test
    void parse_unknownKind_saysWhatIsExpected() {
        assertEquals("--leave-out 'frist': expected first, first:N, unanswered or none, did you mean 'first'?",
                assertThrows(ReplayException.class, () -> LeftOut.kinds(List.of("frist"))).getMessage());
        assertThrows(ReplayException.class, () -> LeftOut.kinds(List.of("first:0")));
        assertEquals("--leave-out 'first,none': expected 'none' alone",
                assertThrows(ReplayException.class, () -> LeftOut.kinds(List.of("first", "none"))).getMessage());
    }

    @Test
    void ofText_whatToStringMakes_isTheSame() {
        for (List<String> names : List.of(List.of("none"), List.of("unanswered", "first:3"), List.of("first"))) {
            LeaveOut parsed = LeaveOut.parse(names);
            assertEquals(parsed, LeaveOut.ofText(parsed.toString()));
        }
        assertEquals("first:3 unanswered", LeaveOut.parse(List.of("unanswered", "first:3")).toString());
    }

    @Test
    void keep_someRequests_forgetsTheOthers() throws Exception {
        RequestFacts facts = record(10 * MS, HANDSHAKE, HANDSHAKE, UNANSWERED).facts();
        facts.keep(request -> request == 2);

        assertEquals(List.of(false, true), List.of(facts.isAmongFirst(1, 1), facts.isAmongFirst(2, 1)));
        assertEquals(0, facts.unanswered());
    }

    /** Handshakes of 1 ms and pages of 2 to 4 ms, 40 of each before the train time of 20 s and 10 after it; the last page takes 500 ms. */
    private Path visits(String leaveOut) throws Exception {
        Seen[] requests = new Seen[100];
        for (int i = 0; i < requests.length; i++) {
            long begin = (i < 80 ? i * 200L : 21_000 + i * 100L) * MS;
            requests[i] = (i % 2 == 0 ? HANDSHAKE.using(MS) : SECOND.using((2 + i % 3) * MS)).at(begin);
        }
        requests[99] = requests[99].using(500 * MS);
        return write("model_params: {k: 1, leave_out: %s}\napplications: [{exec_path: /bin/true, mapper: auto}]\n"
                .formatted(leaveOut), 40_000 * MS, requests);
    }

    @Test
    void replay_configuredLeaveOut_countsUnlessAnOptionSaysOtherwise() throws Exception {
        Path recording = visits("first");

        CommandOutcome configured = replay(recording, "configured");
        assertTrue(configured.out().startsWith("100 requests, of which 50 first on their connection are left out"),
                configured.toString());
        assertEquals(51, lines("configured/left_out_test.csv").size());
        assertEquals(41, lines("configured/train_test.csv").size());
        assertTrue(lines("configured/peers_test.csv").get(1).startsWith("unknown,100,"));
        assertEquals(0, replay(recording, "none", "--leave-out", "none").exitCode());
        assertEquals(81, lines("none/train_test.csv").size());
        Path model = temporary.resolve("none/model.json");
        assertEquals(0, replay(recording, "given", "--model", model.toString()).exitCode());
        assertEquals(51, lines("given/test_test.csv").size());
    }

    private CommandOutcome replay(Path recording, String out, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--out", temporary.resolve(out).toString(), recording.toString()));
        return CommandOutcome.of(new ReplayCommand(), arguments.toArray(String[]::new));
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(temporary.resolve(file));
    }

    @Test
    void replay_sweepOverLeaveOut_judgesTheRequestsThatStay() throws Exception {
        Path recording = visits("unanswered");
        Path sweep = Files.writeString(temporary.resolve("sweep.yml"),
                "leave_out: [none, first, [unanswered, first:2]]\nthin: [1, 2]\nmodels: [kmeans, maximum]\n");
        Path labels = Files.writeString(temporary.resolve("labels.csv"), "req_id,label\n100,burn\n,legitimate\n");

        CommandOutcome outcome = replay(recording, "swept", "--sweep", sweep.toString(), "--labels",
                labels.toString(), "--top", "12");
        assertEquals(0, outcome.exitCode(), outcome.toString());
        List<SweepRow> runs = lines("swept/runs.csv").stream().skip(1).map(SweepRow::parse).toList();
        assertEquals(List.of("none", "first", "first:2 unanswered"),
                runs.stream().map(run -> run.text(SweepColumn.LEAVE_OUT)).distinct().toList());
        assertEquals(List.of("80 20 1 1", "40 10 1 1"),
                runs.stream().filter(run -> !run.text(SweepColumn.LEAVE_OUT).startsWith("first:2"))
                        .map(run -> String.join(" ", run.text(SweepColumn.TRAIN), run.text(SweepColumn.TEST),
                                run.text(SweepColumn.ATTACKS), run.text(SweepColumn.TRUE_POSITIVES)))
                        .distinct().toList());
        // first:2 takes the pages as well, and leaves nothing to train on.
        assertEquals(4, runs.stream().filter(run -> !run.problem().isEmpty()).count());
        assertEquals(4, withLeftOut().size());
    }

    /** The best runs' directories that list 50 requests. */
    private List<Path> withLeftOut() throws IOException {
        try (Stream<Path> files = Files.walk(temporary.resolve("swept/top"))) {
            return files.filter(file -> file.endsWith("left_out_test.csv")).toList();
        }
    }

    @Test
    void train_leaveOut_isOnTheRequestsThatStay() throws Exception {
        Path recording = visits("none");
        assertEquals(80, trained(recording, LeaveOut.NOTHING).trainRequests());
        assertEquals(40, trained(recording, LeaveOut.parse(List.of("first"))).trainRequests());
    }

    private static Model trained(Path recording, LeaveOut leaveOut) throws Exception {
        ModelParameters parameters = new ModelParameters(1, List.of("REQ_CPUTIME"), 20, "l1",
                ThresholdRule.parse("sigma:5"), 1, 1, 42, 1, 100, TrainingOptions.DEFAULT.withLeaveOut(leaveOut));
        Trainer trainer = new Trainer(recording, parameters, new Retraining(0, 0, 1));
        trainer.start();
        while (true) {
            switch (trainer.poll()) {
                case Trainer.Message.Trained found -> {
                    return found.model();
                }
                case Trainer.Message.Failed failed -> throw failed.cause();
                case Trainer.Message.Notice notice -> throw new AssertionError(notice.text());
                case null -> Thread.sleep(5);
            }
        }
    }

    @Test
    void detect_unknownKind_isRefusedBeforeAnythingIsAttached() throws Exception {
        assertEquals(
                new CommandOutcome(2, "",
                        "finelame: --leave-out 'last': expected first, first:N, unanswered or none\n"),
                CommandOutcome.of(new DetectCommand(), "--leave-out", "last", "nowhere.yml", "monday"));
    }

    private static List<Long> ids(RequestTable table) {
        return Arrays.stream(table.ids()).boxed().toList();
    }
}
