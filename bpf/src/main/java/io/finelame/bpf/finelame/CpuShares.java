package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.MapSnapshot;
import io.finelame.bpf.StructLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Which processes used the CPU time of requests that several work for. The datapoint names the process that was charged
 * first, which used whatever the others did not. Not thread-safe.
 */
public final class CpuShares implements AutoCloseable {
    private final BpfMap shares;
    private final BpfMap names;
    private final StructLayout shareLayout;
    private final StructLayout nameLayout;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment key;
    private final MemorySegment value = arena.allocate(JAVA_LONG);
    private MapSnapshot allShares;
    private MapSnapshot allNames;

    /**
     * CPU time that a process used for a request which another was charged for first.
     *
     * @param process its thread group's id in the initial pid namespace
     * @param cputime ns, since the entry was made
     */
    public record Share(long request, int process, long cputime) {}

    /**
     * The program of a process.
     *
     * @param process its thread group's id in the initial pid namespace
     * @param comm the name of its first thread, 15 bytes at most
     * @param executable the file's name without directories, 31 bytes at most; empty if it has none
     */
    public record Name(int process, String comm, String executable) {}

    CpuShares(BpfObject object) throws BpfException {
        this.shares = object.map("shares");
        this.names = object.map("process_names");
        this.shareLayout = object.struct("share");
        this.nameLayout = object.struct("process_name");
        this.key = arena.allocate(shareLayout.size(), JAVA_LONG.byteSize());
    }

    /** The entries of the map. */
    public List<Share> read() throws BpfException {
        allShares = allShares == null ? shares.snapshot() : allShares;
        allShares.read();
        List<Share> found = new ArrayList<>(allShares.entries());
        for (int entry = 0; entry < allShares.entries(); entry++) {
            MemorySegment at = allShares.keys().asSlice((long) shareLayout.size() * entry, shareLayout.size());
            found.add(new Share(at.get(JAVA_LONG, shareLayout.field("req_id").offset()),
                    at.get(JAVA_INT, shareLayout.field("tgid").offset()),
                    allShares.values().getAtIndex(JAVA_LONG, entry)));
        }
        return found;
    }

    /** Takes an entry out of the map. @return as it was then */
    public Share take(Share share) throws BpfException {
        key.set(JAVA_LONG, shareLayout.field("req_id").offset(), share.request);
        key.set(JAVA_INT, shareLayout.field("tgid").offset(), share.process);
        return shares.lookupAndDelete(key, value)
                ? new Share(share.request, share.process, value.get(JAVA_LONG, 0))
                : share;
    }

    /** Of the processes that were charged; those that were not charged for longest make room for others. */
    public List<Name> names() throws BpfException {
        allNames = allNames == null ? names.snapshot() : allNames;
        allNames.read();
        List<Name> found = new ArrayList<>(allNames.entries());
        for (int entry = 0; entry < allNames.entries(); entry++) {
            MemorySegment name = allNames.values().asSlice((long) allNames.valueSize() * entry, nameLayout.size());
            found.add(new Name(allNames.keys().getAtIndex(JAVA_INT, entry), text(name, "comm"),
                    text(name, "executable")));
        }
        return found;
    }

    /** A name may be any bytes. */
    private String text(MemorySegment name, String field) {
        StructLayout.Field place = nameLayout.field(field);
        MemorySegment bytes = name.asSlice(place.offset(), place.size());
        int length = 0;
        while (length < place.size() && bytes.get(JAVA_BYTE, length) != 0) {
            length++;
        }
        return new String(bytes.asSlice(0, length).toArray(JAVA_BYTE),
                StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (allShares != null) {
            allShares.close();
        }
        if (allNames != null) {
            allNames.close();
        }
        arena.close();
    }
}
