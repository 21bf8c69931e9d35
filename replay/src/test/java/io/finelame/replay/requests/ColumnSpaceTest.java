package io.finelame.replay.requests;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ColumnSpaceTest {
    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    /** Its memory would be there at first, and fail whoever writes to it. */
    @Test
    void allocate_diskFull_saysWhatDoesNotFit(@TempDir Path disk) throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()) == 0, "mounts a disk");
        try {
            ColumnSpace space = new ColumnSpace(0, disk);
            assertEquals(8000, space.allocateLongs(1000).byteSize());

            String message = assertThrows(UncheckedIOException.class, () -> space.allocateLongs(1_000_000)).getCause()
                    .getMessage();
            assertTrue(
                    message.startsWith(disk + "/finelame") && message.contains("No space left on device: the requests"
                            + " don't fit into a quarter of the heap"),
                    message);
        } finally {
            run("umount", "-l", disk.toString());
        }
        assertEquals(0, disk.toFile().list().length);
    }

    @Test
    void allocate_afterRelease_isTheSameMemoryZeroed() {
        for (long heapLimit : new long[]{Long.MAX_VALUE, 0}) {
            ColumnSpace space = new ColumnSpace(heapLimit);
            MemorySegment released = space.allocateInts(1000);
            released.fill((byte) 1);
            space.release(released);

            MemorySegment again = space.allocateInts(1000);

            assertEquals(-1, again.mismatch(MemorySegment.ofArray(new int[1000])));
            again.fill((byte) 2);
            assertEquals(-1, released.mismatch(again));
        }
    }

    @Test
    void allocate_arrayReleased_isNoArrayOfTheOtherType() {
        ColumnSpace space = new ColumnSpace(Long.MAX_VALUE);
        space.release(space.allocateInts(2000));

        assertInstanceOf(long[].class, space.allocateLongs(1000).heapBase().orElseThrow());
    }

    @Test
    void allocate_heapFull_takesReleasedArraysFirst() {
        ColumnSpace space = new ColumnSpace(8000);
        MemorySegment array = space.allocateLongs(1000);
        assertTrue(space.allocateLongs(1000).isMapped());

        space.release(array);

        assertFalse(space.allocateLongs(1000).isMapped());
        assertTrue(space.allocateLongs(1000).isMapped());
    }
}
