package io.finelame.record.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OnlineCpusTest {
    @TempDir
    private Path directory;

    @Test
    void parse_rangesAndSingleCpus_hasEach() {
        assertEquals(List.of(0, 1, 2, 3, 8), OnlineCpus.parse("0-3,8"));
    }

    @Test
    void list_withoutSys_countsThoseInProcStat() {
        Path hidden = directory.resolve("online");

        assertEquals(OnlineCpus.list(), OnlineCpus.list(hidden, Path.of("/proc/stat")));
    }

    @Test
    void list_withoutSys_skipsWhatIsNoCpu() throws Exception {
        Path statistics = Files.writeString(directory.resolve("stat"),
                "cpu  9 9 9\ncpu0 4 4 4\ncpu2 5 5 5\nintr 7 1\n");

        assertEquals(List.of(0, 2), OnlineCpus.list(directory.resolve("online"), statistics));
    }
}
