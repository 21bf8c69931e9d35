package io.finelame.analyze.leaderboard;

import io.finelame.cli.file.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class RecordingSplitTest {
    @TempDir
    private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("split.csv"), text);
    }

    private void assertProblem(String problem, String text) throws IOException {
        Path file = file(text);
        assertEquals(file + problem, assertThrows(InputException.class,
                () -> RecordingSplit.read(file).of(List.of("monday", "tuesday"))).getMessage());
    }

    @Test
    void of_recordings_areInTheOrderOfTheFile() throws IOException {
        Map<String, List<String>> splits = RecordingSplit.read(file("""
                                                                    recording,split
                                                                    c,tune
                                                                    b,test
                                                                    unused,validation
                                                                    a,tune
                                                                    """)).of(List.of("a", "b", "c"));
        assertEquals("{tune=[c, a], test=[b]}", splits.toString());
    }

    @Test
    void of_recordingThatIsMissing_isNamed() throws IOException {
        assertProblem(": no split for tuesday; expected a line for each recording that the sweep was tested on",
                "recording,split\nmonday,tune\n");
    }

    @Test
    void read_recordingNamedTwice_namesTheLine() throws IOException {
        assertProblem(":3: recording 'monday' is named twice; expected one split for each",
                "recording,split\nmonday,tune\nmonday,test\n");
    }

    @Test
    void read_noSplit_namesTheLine() throws IOException {
        assertProblem(":2: expected a recording's label and the name of its split", "recording,split\nmonday,\n");
    }

    @Test
    void read_otherHeader_saysWhatIsExpected() throws IOException {
        assertProblem(":1: no column 'recording'; found label, split", "label,split\nmonday,tune\n");
    }
}
