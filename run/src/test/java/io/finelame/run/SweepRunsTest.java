package io.finelame.run;

import io.finelame.cli.file.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A sweep of the sample recording, and what can be wrong with one. */
class SweepRunsTest {

    private static final Path SWEEP = Path.of("../run/src/test/resources/sweep");

    @TempDir
    Path directory;

    private Path edited(String from, String to) throws Exception {
        String text = Files.readString(SWEEP.resolve("runs.csv"));
        assertTrue(text.contains(from));
        Files.writeString(directory.resolve("runs.csv"), text.replaceFirst(from, to));
        return directory;
    }

    @Test
    void read_aSweep_hasItsRunsBestFirst() {
        SweepRuns sweep = SweepRuns.read(SWEEP);

        assertEquals(56, sweep.runs().size());
        List<SweepRun> best = sweep.best();
        assertEquals(1, best.getFirst().f1());
        for (int i = 1; i < best.size(); i++) {
            assertFalse(best.get(i).f1() > best.get(i - 1).f1());
        }
    }

    @Test
    void read_runThatCouldNotBeDone_isAProblemAndNoBestRun() throws Exception {
        SweepRuns sweep = SweepRuns.read(edited(",yes,,", ",yes,too few requests,"));

        assertEquals(1, sweep.problems().size());
        assertEquals(55, sweep.best().size());
    }

    @Test
    void read_noNumber_namesFileAndLine() throws Exception {
        Path sweep = edited("\n1,", "\none,");

        InputException e = assertThrows(InputException.class, () -> SweepRuns.read(sweep));
        assertEquals(directory.resolve("runs.csv") + ":2: run is 'one'; expected a number", e.getMessage());
    }

    @Test
    void read_missingColumn_saysWhich() throws Exception {
        Path sweep = edited("silhouette", "silhouettes");

        InputException e = assertThrows(InputException.class, () -> SweepRuns.read(sweep));
        assertTrue(e.getMessage().endsWith(":1: no column 'silhouette'; expected a sweep's runs.csv"), e.getMessage());
    }
}
