package io.finelame.run;

import io.finelame.cli.file.InputException;
import io.finelame.run.labels.AddressBlock;
import io.finelame.run.stacks.RequestStacks;
import io.finelame.run.stacks.StackCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunDirectoryTest {

    @TempDir
    Path directory;
    private DemoRun demo;

    @BeforeEach
    void copy() throws IOException {
        demo = DemoRun.copyTo(directory);
    }

    @Test
    void read_sampleRun_holdsWhatTheFilesSay() {
        Run run = RunDirectory.read(directory);
        assertEquals("demo", run.label());
        assertEquals(300, run.train().size());
        assertEquals(900, run.test().size());
        assertEquals(33, run.scores().flaggedCount());
        assertEquals(List.of("REQ_CPUTIME", "REQ_MEM_MALLOC", "REQ_PGFLT", "REQ_IDLE_TIME", "REQ_TCP_SENT",
                "REQ_TCP_RCVD"), run.test().features());
        assertEquals(9792890, run.test().feature("REQ_CPUTIME")[0]);
        assertEquals(AddressBlock.parseAddress("2001:db8:1::5b4"), run.test().addresses()[0]);
        assertEquals(15.000256354, run.seconds(run.test().originTs()[0]), 1e-9);
    }

    @Test
    void read_requestThatNeverReceivedOnTcp_hasNoAddress() throws IOException {
        demo.edit("test_demo.csv", "2001:db8:1::5b4", "");
        assertNull(RunDirectory.read(directory).test().addresses()[0]);
    }

    @Test
    void read_fieldsOfALaterMinorVersion_areIgnored() throws IOException {
        demo.edit("run.json", "\"format\": 1", "\"format\": 1, \"weather\": {\"sky\": [\"blue\"]}");
        assertEquals("demo", RunDirectory.read(directory).label());
    }

    @Test
    void read_requestsSetAside_holdsThem() throws IOException {
        demo.withSetAside();
        Run run = RunDirectory.read(directory);
        assertEquals(2, run.setAside().size());
        assertEquals(2616734, run.setAside().feature("REQ_CPUTIME")[0]);
        assertEquals(21e6, run.model().accepts()[1][0]);
    }

    @Test
    void read_runOfAVersionThatSetNothingAside_holdsNone() {
        assertEquals(0, RunDirectory.read(directory).setAside().size());
    }

    @Test
    void read_columnsNameInAnotherCase_isRejected() throws IOException {
        demo.withPeers().edit("peers_demo.csv", ",cputime,", ",Cputime,");
        assertRejected(demo.file("peers_demo.csv") + ":1: no column 'cputime'; found peer, requests, most_at_once,"
                + " connections, Cputime, tcp_rcvd, tcp_sent, first_ts, last_ts, flagged");
    }

    @Test
    void read_otherNumberSetAsideThanCounted_isRejected() throws IOException {
        demo.withSetAside().edit("run.json", "\"set_aside\": 2", "\"set_aside\": 3");
        assertRejected(
                demo.file("set_aside_demo.csv") + ": 2 requests, but run.json counts 3 (set_aside); the file is cut"
                        + " short or of another run");
    }

    @Test
    void read_acceptedValuesOfTooFewFeatures_areRejected() throws IOException {
        demo.withSetAside().edit("model.json", "[4.6e6, 150000, 8, 9.3e18]", "[4.6e6]");
        assertRejected(demo.file("model.json") + ": accepts: expected 3 rows of 4 numbers");
    }

    @Test
    void read_sumsByPeer_holdsThemByCpuTime() throws IOException {
        demo.withPeers();
        PeerUse peers = RunDirectory.read(directory).peers();
        assertEquals(24, peers.peers().size());
        assertEquals(new PeerUse.Peer("203.0.113.7", 1, 1, 1, 6e9, 1), peers.peers().getFirst());
        assertEquals(9.2109e9, peers.cpuTime(), 1);
    }

    @Test
    void read_sumsByPeerWithoutACount_namesTheLine() throws IOException {
        demo.withPeers().edit("peers_demo.csv", "unknown,7,", "unknown,,");
        assertRejected(
                demo.file("peers_demo.csv") + ":3: requests is empty or not a number; expected a whole number");
    }

    @Test
    void read_stacks_holdsThoseOfEachRequest() throws IOException {
        Run run = RunDirectory.read(demo.withStacks().directory());
        RequestStacks stacks = run.stacks();
        assertEquals(run.info().stackSampling().orElseThrow().samples(),
                stacks.counts().stream().mapToLong(StackCount::samples).sum());
        List<String> frames = stacks.frames(stacks.counts().getFirst().stack());
        assertEquals(List.of("node", "[unknown]", "_int_free"), frames);
    }

    @Test
    void read_runWithoutStacks_holdsNone() {
        Run run = RunDirectory.read(directory);
        assertTrue(run.stacks().isEmpty());
        assertTrue(run.info().stackSampling().isEmpty());
    }

    @Test
    void read_sampleOfAnUnknownStack_namesTheLine() throws IOException {
        demo.withStacks();
        Files.writeString(demo.file("stack_samples_demo.csv"), "req_id,stack,samples\n301,100000,1\n");
        assertRejected(demo.file("stack_samples_demo.csv")
                + ":2: stack is 100000; expected a number of the stacks file, which has 178");
    }

    @Test
    void read_sampleOfAnotherRequest_namesTheLine() throws IOException {
        demo.withStacks();
        Files.writeString(demo.file("stack_samples_demo.csv"), "req_id,stack,samples\n99999,0,1\n");
        assertRejected(
                demo.file("stack_samples_demo.csv") + ":2: req_id is 99999; expected a request of the test file");
    }

    @Test
    void read_noRunJson_saysWhatIsExpected() throws IOException {
        Files.delete(demo.file("run.json"));
        assertRejected(directory + ": no run.json in it; expected a directory that finelame replay wrote");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train_demo.csv", "test_demo.csv", "scores_demo.csv", "series_demo.csv", "model.json"})
    void read_missingFile_isNamed(String name) throws IOException {
        Files.delete(demo.file(name));
        assertRejected(demo.file(name) + ": no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.json", "model.json"})
    void read_unknownFormat_isNamed(String name) throws IOException {
        demo.edit(name, "\"format\": 1", "\"format\": 2");
        assertRejected(demo.file(name) + ": format is 2; this version reads format 1");
    }

    @Test
    void read_notANumber_namesFileLineAndColumn() throws IOException {
        demo.edit("test_demo.csv", "6158202", "many");
        assertRejected(demo.file("test_demo.csv") + ":3: REQ_CPUTIME is \"many\"; expected a number");
    }

    @Test
    void read_emptyCell_namesFileLineAndColumn() throws IOException {
        demo.edit("test_demo.csv", ",5015050739871,", ",,");
        assertRejected(
                demo.file("test_demo.csv") + ":3: origin_ts is empty or not a number; expected a whole number");
    }

    @Test
    void read_badAddress_namesFileAndLine() throws IOException {
        demo.edit("test_demo.csv", "2001:db8:1::4e2", "web1");
        assertRejected(demo.file("test_demo.csv")
                + ":3: origin_ip is 'web1'; expected an IPv4 or IPv6 address, or nothing");
    }

    @Test
    void read_missingColumn_isNamed() throws IOException {
        demo.edit("scores_demo.csv", "detection_cputime", "cputime");
        assertRejected(demo.file("scores_demo.csv") + ":1: no column 'detection_cputime'; found req_id, score, "
                + "detection_ts, cputime, last_ts, is_outlier, score_0, score_1, score_2");
    }

    @Test
    void read_scoresOfAnotherOrder_namesTheFirstLineThatDiffers() throws IOException {
        demo.edit("scores_demo.csv", "\n302,", "\n9302,");
        assertRejected(demo.file("scores_demo.csv")
                + ":3: req_id is 9302; expected 302, the request of the same line of the test file");
    }

    @Test
    void read_scoresCutShort_saysHowMany() throws IOException {
        List<String> lines = Files.readAllLines(demo.file("scores_demo.csv"));
        Files.write(demo.file("scores_demo.csv"), lines.subList(0, 501));
        assertRejected(demo.file("scores_demo.csv")
                + ": 500 lines of scores for 900 requests of the test file; expected as many");
    }

    @Test
    void read_requestsCutShort_isTold() throws IOException {
        List<String> lines = Files.readAllLines(demo.file("train_demo.csv"));
        Files.write(demo.file("train_demo.csv"), lines.subList(0, 101));
        assertRejected(demo.file("train_demo.csv")
                + ": 100 requests, but run.json counts 300 (train); the file is cut short or of another run");
    }

    @Test
    void read_emptyTestSet_saysWhatToDo() throws IOException {
        for (String name : List.of("test_demo.csv", "scores_demo.csv")) {
            Files.write(demo.file(name), Files.readAllLines(demo.file(name)).subList(0, 1));
        }
        demo.edit("run.json", "\"test\": 900", "\"test\": 0");
        assertRejected(demo.file("test_demo.csv")
                + ": no requests: none began after the train time of 15.0 s; replay with a shorter train time");
    }

    @Test
    void read_emptyFile_isTold() throws IOException {
        Files.writeString(demo.file("series_demo.csv"), "");
        assertRejected(demo.file("series_demo.csv") + ": empty; expected a header line with the columns' names");
    }

    @Test
    void read_modelOfAnotherSize_namesTheField() throws IOException {
        demo.edit("model.json", "\"k\": 3", "\"k\": 4");
        assertRejected(demo.file("model.json") + ": thresholds: expected 4 numbers");
    }

    @Test
    void read_modelWithAFeatureThatWasNotRecorded_namesIt() throws IOException {
        demo.edit("model.json", "REQ_PGFLT", "REQ_CACHE_REFS");
        assertRejected(demo.file("model.json") + ": feature REQ_CACHE_REFS is not in the test file, which has "
                + "REQ_CPUTIME, REQ_MEM_MALLOC, REQ_PGFLT, REQ_IDLE_TIME, REQ_TCP_SENT, REQ_TCP_RCVD");
    }

    @Test
    void read_malformedJson_namesTheLine() throws IOException {
        demo.edit("run.json", "\"ended\": true", "\"ended\": yes");
        InputException e = assertThrows(InputException.class, () -> RunDirectory.read(directory));
        assertEquals(demo.file("run.json") + ":4", e.getMessage().split(": ", 2)[0]);
    }

    @Test
    void read_labelThatLeavesTheDirectory_isRejected() throws IOException {
        demo.edit("run.json", "\"label\": \"demo\", \"seed\"", "\"label\": \"../demo\", \"seed\"");
        assertRejected(demo.file("run.json") + ": label is '../demo'; expected a name without '/'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                                                                   model.json | "k": 3            | "k": 0               | k is 0.0: expected 1.0 to 1000.0
                                                                   model.json | "std": [          | "std": [1e999,       | std: expected 4 numbers
                                                                   model.json | "std"             | "std": null, "was"   | std: expected 4 numbers
                                                                   model.json | "features": [     | "features": [null,   | features[0] is missing
                                                                   model.json | "features": ["REQ | "features": ["\\u0007R | features has a control character: expected text
                                                                   run.json   | "host": "         | "host": "\\u001b[2J | recordings.[0]: host has a control character: expected text
                                                                   run.json   | "recordings": [   | "recordings": [null, | recordings[0] is missing
                                                                   run.json   | "label": "demo"   | "label": null        | label is 'null'; expected a name without '/'
                                                                   """)
    void read_valueThatIsNone_isNamed(String name, String from, String to, String problem) throws IOException {
        demo.edit(name, from, to);
        assertRejected(demo.file(name) + ": " + problem);
    }

    private void assertRejected(String message) {
        InputException e = assertThrows(InputException.class, () -> RunDirectory.read(directory));
        assertEquals(message, e.getMessage());
    }
}
