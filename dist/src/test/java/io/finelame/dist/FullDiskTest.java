package io.finelame.dist;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Commands that write to a disk that becomes full, which only their mount namespace has. */
@Tag("slow")
class FullDiskTest {
    @TempDir
    private Path directory;

    private Shell shell;

    @BeforeEach
    void prepare() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root mounts a disk");
        shell = Shell.in(directory);
        Files.createSymbolicLink(directory.resolve("recording"), Shell.recording("threadpool"));
        Files.copy(Path.of("../datasets/threadpool/labels.csv"), directory.resolve("labels.csv"));
        Files.createSymbolicLink(directory.resolve("run"),
                Path.of("../run/src/test/resources/demo").toAbsolutePath().normalize());
        Files.createDirectory(directory.resolve("disk"));
    }

    /** @param size of the disk */
    private CommandOutcome run(String size, String script) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("script"),
                "mount -t tmpfs -o size=" + size + " tmpfs disk\n" + script + "\n");
        return shell.run("exec unshare --mount bash script");
    }

    /** A page of a tmpfs is 4 KB: on a disk of one page that is taken, nothing has a place. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            4k   | replay recording --out disk/out                            | disk/out
                                            64k  | replay recording --out disk/out                            | disk/out
                                            4k   | replay recording --sweep sweep.yml --out disk/s            | disk/s/sweep.json
                                            512k | analyze run --out disk/report.html                         | disk/report.html
                                            4k   | analyze run --out report.html --markdown disk/t.md         | disk/t.md
                                            4k   | analyze swept --out report.html --leaderboard disk/l.md    | disk/l.md
                                            4k   | inspect recording --parquet disk/p                         | disk/p
                                            64k  | inspect recording --parquet disk/p                         | disk/p
                                            64k  | inspect recording --csv >disk/taken                        | standard output
                                            """)
    void command_diskFull_namesTheFileAndLeavesNothing(String size, String command, String file) throws Exception {
        writeSweep();
        if (command.contains("swept")) {
            assertEquals(0, shell.run("finelame replay recording --sweep sweep.yml --labels labels.csv --out swept")
                    .exitCode());
        }
        CommandOutcome outcome = run(size, """
                                           head -c 4096 /dev/zero >disk/taken
                                           finelame %s
                                           code=$?
                                           ls -A disk >left
                                           exit $code
                                           """.formatted(command));

        assertEquals("finelame: " + file + ": No space left on device\n", outcome.err());
        assertEquals(1, outcome.exitCode());
        assertEquals("taken\n", Files.readString(directory.resolve("left")));
    }

    private void writeSweep() throws IOException {
        Files.writeString(directory.resolve("sweep.yml"),
                "k: 2..9\nscoring: [l1, linf]\nthin: [1, 2, 3]\nsilhouette: false\n");
    }

    /** The figures that are there are whole. */
    @Test
    void analyze_diskFullBetweenFigures_namesTheFileAndLeavesWholeOnes() throws Exception {
        CommandOutcome outcome = run("400k", """
                                             finelame analyze run --out report.html --figures disk/figures
                                             code=$?
                                             ls -A disk/figures >left
                                             tail -qc 7 disk/figures/*.svg >ends
                                             exit $code
                                             """);

        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().matches("finelame: disk/figures/run-[\\w.-]+: No space left on device\n"),
                outcome.err());
        assertTrue(Files.readString(directory.resolve("left")).lines().allMatch(name -> name.startsWith("run-")));
        assertTrue(Files.readString(directory.resolve("ends")).lines().allMatch("</svg>"::equals));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            12k | runs\\.journal: No space left on device: the runs before are kept; the same command continues the sweep
                                            20k | runs\\.csv: No space left on device
                                            """)
    void sweep_diskFullMeanwhile_resumesOnceThereIsRoom(String size, String line) throws Exception {
        writeSweep();
        String command = "finelame replay recording --sweep sweep.yml --out disk/s";
        CommandOutcome outcome = run(size, command + """
                                                     ; code=$?
                                                     ls -A disk/s >left
                                                     mount -o remount,size=16m disk
                                                     %s >resumed 2>&1 || exit 99
                                                     exit $code
                                                     """.formatted(command));

        assertTrue(outcome.err().matches("finelame: disk/s/" + line + "\n"), outcome.err());
        assertEquals(1, outcome.exitCode());
        assertEquals("runs.journal\nsweep.json\n", Files.readString(directory.resolve("left")));
        assertTrue(Files.readString(directory.resolve("resumed")).startsWith("48 runs in "));
    }
}
