package io.finelame.replay;

import io.finelame.cli.testing.CommandOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PeerFileTest {
    @TempDir
    private Path temporary;

    private List<CSVRecord> table(String kind) throws Exception {
        try (Stream<Path> files = Files.list(temporary.resolve("run"))) {
            Path file = files.filter(path -> path.getFileName().toString().startsWith(kind + "_")).findFirst()
                    .orElseThrow();
            return CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get()
                    .parse(Files.newBufferedReader(file)).getRecords();
        }
    }

    private long flagged(String address) throws Exception {
        List<CSVRecord> test = table("test");
        List<CSVRecord> scores = table("scores");
        long flagged = 0;
        for (int row = 0; row < test.size(); row++) {
            flagged += test.get(row).get("origin_ip").equals(address)
                    ? Long.parseLong(scores.get(row).get("is_outlier"))
                    : 0;
        }
        return flagged;
    }

    @Test
    void replay_aRealRecording_countsWhatWasFlaggedOfEachPeer() throws Exception {
        CommandOutcome outcome = CommandOutcome.of(new ReplayCommand(), "--out", temporary.resolve("run").toString(),
                "../datasets/python/recording");

        assertEquals(0, outcome.exitCode(), outcome.toString());
        List<CSVRecord> peers = table("peers");
        assertEquals(List.of("127.0.0.66", "127.0.0.68", "127.0.0.1", "127.0.0.67"),
                peers.stream().map(peer -> peer.get("peer")).toList());
        assertEquals(4245, peers.stream().mapToLong(peer -> Long.parseLong(peer.get("requests"))).sum());
        for (CSVRecord peer : peers) {
            assertEquals(flagged(peer.get("peer")), Long.parseLong(peer.get("flagged")), peer.toString());
        }
    }
}
