package io.finelame.recording;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FreeSpaceTest {
    @Test
    void bytes_ofADisk_areAtMostItsSize(@TempDir Path directory) {
        long free = new FreeSpace(directory).bytes().getAsLong();

        assertTrue(free > 0 && free <= directory.toFile().getTotalSpace(), free + " bytes");
    }

    /** The file systems of the kernel's own files have no size. */
    @Test
    void bytes_ofAFileSystemWithoutSize_areUnknown() {
        assertEquals(OptionalLong.empty(), new FreeSpace(Path.of("/proc")).bytes());
    }

    @Test
    void bytes_ofADirectoryThatIsGone_areUnknown(@TempDir Path directory) throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        FreeSpace space = new FreeSpace(gone);
        Files.delete(gone);

        assertEquals(OptionalLong.empty(), space.bytes());
    }
}
