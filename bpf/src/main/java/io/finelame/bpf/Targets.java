package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The processes to record, and the ports on which those that are mapped automatically listen. The kernel adds their children,
 * and the ports on which they begin to listen, by itself, and forgets processes that end. One thread only.
 */
public final class Targets implements AutoCloseable {
    private static final int AUTOMATIC = 1;
    private static final int SPLITS = 2;
    private static final int CHOSEN = 4;
    private static final int QUEUES = 8;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(JAVA_INT);
    private final MemorySegment value = arena.allocate(JAVA_INT);
    private final MemorySegment range = arena.allocate(2 * JAVA_LONG.byteSize(), JAVA_LONG.byteAlignment());
    private final BpfMap targets;
    private final BpfMap ports;
    private final BpfMap interpreters;

    Targets(BpfObject object) throws BpfException {
        this.targets = object.map("targets");
        this.ports = object.map("ports");
        this.interpreters = object.map("interpreters");
    }

    /**
     * Maps a process's threads automatically.
     *
     * @param splits whether bytes received after a response start a new request
     */
    public void add(int pid, boolean splits) throws BpfException {
        put(targets, pid, splits ? AUTOMATIC | SPLITS : AUTOMATIC);
    }

    /**
     * Maps the threads of an interpreter with a global lock, whose event loops read several connections and then work for
     * them in that order.
     *
     * @param dataStart where its static data begins in the process's memory, which holds the lock
     * @param dataEnd where it ends
     */
    public void addInterpreter(int pid, boolean splits, long dataStart, long dataEnd) throws BpfException {
        put(targets, pid, AUTOMATIC | QUEUES | (splits ? SPLITS : 0));
        range.setAtIndex(JAVA_LONG, 0, dataStart);
        range.setAtIndex(JAVA_LONG, 1, dataEnd);
        key.set(JAVA_INT, 0, pid);
        interpreters.update(key, range);
    }

    /** Lets request mappers count in a process, where {@link LoadOptions#chosen} is set. */
    public void choose(int pid) throws BpfException {
        put(targets, pid, CHOSEN);
    }

    /** @param port a local TCP port: connections to it carry requests */
    public void listen(int port) throws BpfException {
        put(ports, port, 1);
    }

    private void put(BpfMap map, int number, int content) throws BpfException {
        key.set(JAVA_INT, 0, number);
        value.set(JAVA_INT, 0, content);
        map.update(key, value);
    }

    @Override
    public void close() {
        arena.close();
    }
}
