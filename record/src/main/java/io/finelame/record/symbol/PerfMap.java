package io.finelame.record.symbol;

import io.finelame.bpf.PinnedFile;
import io.finelame.record.machine.CallerRights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * The file {@code /tmp/perf-PID.map} in which a runtime names the code that it generates: Node.js with {@code --perf-basic-prof},
 * {@code jcmd PID Compiler.perfmap}, Python 3.12 with {@code -X perf}, .NET; tools/perf/Documentation/jit-interface.txt in Linux. It
 * may grow, and is read on from where it ended; one that is written anew is read anew. As in perf, it has to be root's or the
 * process's user's. Not thread-safe.
 */
final class PerfMap {
    /** Of all that is read of one file. */
    private static final long MOST_BYTES = 1L << 30;
    private static final int READING_MS = 20;
    private static final int BLOCK = 1 << 16;
    /** Bytes before the place to go on at by which a file that was written anew is told from one that has grown. */
    private static final int REMEMBERED = 256;

    private final int pid;
    private final Interval reading = new Interval(READING_MS);
    private final GeneratedFunctions functions = new GeneratedFunctions();
    private PinnedFile.Attributes version;
    private long offset;
    private byte[] last = {};

    PerfMap(int pid) {
        this.pid = pid;
    }

    /** The name that the runtime gave to the code at an address at last, in the runtime's own syntax. */
    Optional<String> nameAt(long address) {
        reading.runIfDue(this::refresh);
        return functions.nameAt(address);
    }

    /** Reads what is new. Once the process has ended, what was read stays. */
    void refresh() {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            NamespaceIds ids = NamespaceIds.of(pid);
            try (PinnedFile root = PinnedFile.of(ids.directory().resolve("root"));
                    PinnedFile directory = root.inside("/tmp");
                    PinnedFile file = directory.entry("perf-" + ids.pid() + ".map")) {
                PinnedFile.Attributes found = file.attributes();
                if (found.isRegular() && (found.owner() == 0 || found.owner() == ids.user())
                        && !found.equals(version)) {
                    read(file, found);
                }
            }
        } catch (IOException endedOrNoMap) {
            return;
        }
    }

    private void read(PinnedFile file, PinnedFile.Attributes found) throws IOException {
        try (FileChannel channel = file.open()) {
            boolean same = version != null && version.inode() == found.inode() && version.device() == found.device();
            if (!same || found.size() < offset
                    || !Arrays.equals(last, bytes(channel, offset - last.length, last.length))) {
                functions.clear();
                offset = 0;
                last = new byte[0];
            }
            readOn(channel);
            version = found;
        }
    }

    private void readOn(FileChannel channel) throws IOException {
        byte[] block = bytes(channel, offset, BLOCK);
        while (block.length > 0 && offset < MOST_BYTES) {
            functions.read(block);
            offset += block.length;
            byte[] both = Arrays.copyOf(last, last.length + block.length);
            System.arraycopy(block, 0, both, last.length, block.length);
            last = Arrays.copyOfRange(both, Math.max(0, both.length - REMEMBERED), both.length);
            block = bytes(channel, offset, BLOCK);
        }
    }

    private static byte[] bytes(FileChannel channel, long from, int most) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(most);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Memory, in bytes, about. */
    long bytes() {
        return functions.bytes();
    }
}
