package io.finelame.recording;

import io.finelame.recording.RecordingFormat.Type;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

import static io.finelame.recording.RecordingFormat.CHECKSUM_AT;
import static io.finelame.recording.RecordingFormat.INT;
import static io.finelame.recording.RecordingFormat.LONG;
import static io.finelame.recording.RecordingFormat.PREFIX;
import static io.finelame.recording.RecordingFormat.SHORT;

/**
 * Appends documents to the queue: prefix and checksum around a payload, the header again where a new file begins, and an end
 * before the disk is full. What payloads contain is {@link RecordingWriter}'s matter. One thread only.
 */
final class DocumentAppender implements AutoCloseable {
    static final int BLOCK = 64 << 20;
    private static final long CHECK_SPACE_EVERY = 16 << 20;
    /** Others fill the disk too. */
    private static final long CHECK_SPACE_NS = 200_000_000L;

    private final Path directory;
    private final ChronicleQueue queue;
    private final ExcerptAppender appender;
    private final FreeSpace space;
    private final long reserve;
    private byte[] header;
    private int cycle = Integer.MIN_VALUE;
    private long documents;
    private long bytes;
    private long checkSpaceAt;
    private long spaceCheckedNs;

    /** @throws UnwritableException if the disk has no room for a recording */
    DocumentAppender(Path directory, RollCycle rollCycle, long reserve, FreeSpace space) throws UnwritableException {
        this.directory = directory;
        this.reserve = reserve;
        this.space = space;
        requireReserve();
        this.queue = SingleChronicleQueueBuilder.binary(directory.toFile()).rollCycle(rollCycle).blockSize(BLOCK)
                .timeProvider(steadyTime()).build();
        this.appender = queue.createAppender();
    }

    /** The files' names are times: a clock that is stepped would make the queue return to a file that it has ended. */
    private static TimeProvider steadyTime() {
        long beganMs = System.currentTimeMillis();
        long beganNs = System.nanoTime();
        return () -> beganMs + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
    }

    /** The payload of the header, which each further file of the queue begins with. */
    void repeatInEachFile(byte[] payload) {
        header = payload;
    }

    /** From now on, space isn't checked. */
    void useReserve() {
        checkSpaceAt = Long.MAX_VALUE;
    }

    void write(Type type, long length, Consumer<MemorySegment> payload) throws IOException {
        requireSpace(length);
        boolean written = false;
        while (!written) {
            try (DocumentContext context = appender.writingDocument()) {
                written = fill(context, type, length, payload);
            } catch (InternalError e) {
                throw new IOException(directory + ": the disk is full, or failed: free some space and record again", e);
            }
        }
    }

    /** False if a new file began, which had to have the header first. */
    private boolean fill(DocumentContext context, Type type, long length, Consumer<MemorySegment> payload) {
        try {
            boolean rolled = appender.cycle() != cycle && type != Type.HEADER;
            cycle = appender.cycle();
            if (rolled) {
                put(context, Type.HEADER, header.length, target -> target.copyFrom(MemorySegment.ofArray(header)));
                return false;
            }
            put(context, type, length, payload);
            return true;
        } catch (Throwable e) {
            context.rollbackOnClose();
            throw e;
        }
    }

    @SuppressWarnings("restricted")
    private void put(DocumentContext context, Type type, long length, Consumer<MemorySegment> payload) {
        Bytes<?> target = context.wire().bytes();
        long position = target.writePosition();
        long size = PREFIX + length;
        target.ensureCapacity(position + size);
        MemorySegment document = MemorySegment.ofAddress(target.addressForWrite(position)).reinterpret(size);
        document.set(INT, RecordingFormat.MAGIC_AT, RecordingFormat.MAGIC);
        document.set(SHORT, RecordingFormat.VERSION_AT, (short) RecordingHeader.FORMAT_VERSION);
        document.set(SHORT, RecordingFormat.TYPE_AT, type.number);
        document.set(LONG, RecordingFormat.SEQUENCE_AT, documents);
        document.set(INT, RecordingFormat.LENGTH_AT, (int) length);
        payload.accept(document.asSlice(PREFIX));
        document.set(INT, CHECKSUM_AT, RecordingFormat.checksum(document));
        target.writePosition(position + size);
        documents++;
        bytes += size;
    }

    private void requireSpace(long length) throws IOException {
        long now = System.nanoTime();
        if (bytes + length < checkSpaceAt && now - spaceCheckedNs < CHECK_SPACE_NS || checkSpaceAt == Long.MAX_VALUE) {
            return;
        }
        checkSpaceAt = bytes + length + CHECK_SPACE_EVERY;
        spaceCheckedNs = now;
        if (Files.notExists(appender.currentFile() == null ? directory : appender.currentFile().toPath())) {
            throw UnwritableException.removed(directory);
        }
        requireReserve();
    }

    /** A file system that doesn't know its free space is no full one. */
    private void requireReserve() throws UnwritableException {
        long usable = space.bytes().orElse(Long.MAX_VALUE);
        if (usable < reserve) {
            throw UnwritableException.full(directory, usable, reserve);
        }
    }

    /** False if the file system doesn't know its free space. */
    boolean watchesSpace() {
        return space.bytes().isPresent();
    }

    long count() {
        return documents;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
    }
}
