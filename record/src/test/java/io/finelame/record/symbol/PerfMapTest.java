package io.finelame.record.symbol;

import io.finelame.recording.StackFrame;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Perf maps of a process that sleeps, written by the test. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class PerfMapTest {
    @TempDir
    private Path directory;

    private Process process;
    private Path file;
    private PerfMap map;

    @BeforeEach
    void start() throws Exception {
        process = new ProcessBuilder("/bin/sleep", "60").start();
        file = Path.of("/tmp/perf-" + process.pid() + ".map");
        map = new PerfMap((int) process.pid());
    }

    @AfterEach
    void stop() throws Exception {
        process.destroyForcibly().waitFor();
        Files.deleteIfExists(file);
    }

    private Optional<String> name(long address) {
        map.refresh();
        return map.nameAt(address);
    }

    private void write(String lines) throws Exception {
        Files.writeString(file, lines);
    }

    private void append(String lines) throws Exception {
        Files.writeString(file, lines, StandardOpenOption.APPEND);
    }

    @Test
    void nameAt_addressWithinFunction_isItsNameWithBlanks() throws Exception {
        write("1000 20 JS:*handler /srv/app.js:12:3\n");

        assertEquals(Optional.of("JS:*handler /srv/app.js:12:3"), name(0x101f));
    }

    @Test
    void nameAt_addressBehindFunction_isEmpty() throws Exception {
        write("1000 20 handler\n");

        assertEquals(Optional.empty(), name(0x1020));
    }

    @Test
    void nameAt_mapThatGrew_hasOldAndNew() throws Exception {
        write("1000 20 old\n");
        name(0x1000);
        append("2000 20 new\n");

        assertEquals(Optional.of("new"), name(0x2000));
        assertEquals(Optional.of("old"), name(0x1000));
    }

    @Test
    void nameAt_lineThatIsNotWholeYet_isReadOnceItIs() throws Exception {
        write("1000 20 old\n2000 2");
        assertEquals(Optional.empty(), name(0x2000));
        append("0 new\n");

        assertEquals(Optional.of("new"), name(0x2010));
    }

    @Test
    void nameAt_overlappingEntry_isTheLater() throws Exception {
        write("1000 100 old\n1010 20 new\n");

        assertEquals(Optional.of("new"), name(0x1010));
        assertEquals(Optional.empty(), name(0x1000));
    }

    @Test
    void nameAt_replacedFile_isReadAnew() throws Exception {
        write("1000 20 old\n");
        name(0x1000);
        Files.delete(file);
        write("2000 20 new\n");

        assertEquals(Optional.of("new"), name(0x2000));
        assertEquals(Optional.empty(), name(0x1000));
    }

    /** As jcmd does: the same file, and longer than before. */
    @Test
    void nameAt_fileWrittenAnew_isReadAnew() throws Exception {
        write("1000 20 old\n");
        name(0x1000);
        write("2000 20 new\n3000 20 more\n");

        assertEquals(Optional.of("new"), name(0x2000));
        assertEquals(Optional.empty(), name(0x1000));
    }

    @Test
    void nameAt_damagedLines_areSkipped() throws Exception {
        write("\n \n1000\n1000 \nzz 20 a\n1000 zz b\n1000 20\n1000 20 \n-1 20 c\nffffffffffffff00 20 d\n1000 7fffffffffffffff e\n"
                + "11112222333344445 20 f\n0x2000 0x20 good\n");

        assertEquals(Optional.of("good"), name(0x2000));
    }

    @Test
    void nameAt_endlessLine_isSkipped() throws Exception {
        write("1000 20 " + "x".repeat(1 << 20) + "\n2000 20 good\n");

        assertEquals(Optional.empty(), name(0x1000));
        assertEquals(Optional.of("good"), name(0x2000));
    }

    @Test
    void bytes_millionsOfLines_areBounded() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 1_000_000; i++) {
            lines.append(Integer.toHexString(16 * i)).append(" 10 ").append("name".repeat(10)).append('\n');
        }
        write(lines.toString());

        assertTrue(name(16).isPresent());
        assertTrue(map.bytes() < 64 << 20, map.bytes() + " bytes");
    }

    /** A file of a gigabyte of nothing, that takes no room on the disk. */
    @Test
    void nameAt_hugeSparseFile_endsWithoutName() throws Exception {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }

        assertEquals(Optional.empty(), name(0x1000));
    }

    @Test
    void nameAt_symbolicLink_isNotFollowed() throws Exception {
        Path target = Files.writeString(directory.resolve("map"), "1000 20 secret\n");
        Files.createSymbolicLink(file, target);

        assertEquals(Optional.empty(), name(0x1000));
    }

    @Test
    void nameAt_fifo_isNotOpened() throws Exception {
        Program.run("mkfifo", file.toString());

        assertEquals(Optional.empty(), name(0x1000));
    }

    @Test
    void nameAt_directory_isEmpty() throws Exception {
        Files.createDirectory(file);

        assertEquals(Optional.empty(), name(0x1000));
    }

    @Test
    void nameAt_fileOfAnotherUser_isNotRead() throws Exception {
        Program.requireRoot();
        write("1000 20 foreign\n");
        Program.run("chown", "nobody", file.toString());

        assertEquals(Optional.empty(), name(0x1000));
    }

    @Test
    void nameAt_processThatEnded_keepsNames() throws Exception {
        write("1000 20 handler\n");
        name(0x1000);
        process.destroyForcibly().waitFor();

        assertEquals(Optional.of("handler"), name(0x1000));
    }

    /** Its id is 1 there, and its /tmp another one. */
    @Test
    void nameAt_processInNamespaces_isItsOwnMap() throws Exception {
        Program.requireRoot();
        try (Program program = Program.start("unshare", "--mount", "--pid", "--fork", "/bin/sh", "-c",
                "mount -t tmpfs none /tmp; echo 1000 20 inside > /tmp/perf-1.map; echo 10; exec sleep 60")) {
            ProcessHandle inside = program.process().children().findFirst().orElseThrow();
            StackFrame frame = new Symbolizer().user((int) inside.pid(), 0x1000, false);
            inside.destroyForcibly();

            assertEquals(new StackFrame("inside", "", StackFrame.Kind.COMPILED), frame);
        }
    }
}
