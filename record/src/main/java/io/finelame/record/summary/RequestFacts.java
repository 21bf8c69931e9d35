package io.finelame.record.summary;

import com.carrotsearch.hppc.LongByteHashMap;
import com.carrotsearch.hppc.LongIntHashMap;
import com.carrotsearch.hppc.LongLongHashMap;
import com.carrotsearch.hppc.cursors.LongByteCursor;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import java.util.function.LongPredicate;

/**
 * Where each request stands on its connection, and whether it was answered, collected from a recording's documents in their
 * order: what identifies start-up and end of a protocol, as far as the kernel knows. Not thread-safe.
 */
public final class RequestFacts {
    private static final byte ANSWERED = 1;
    private static final byte FINISHED = 2;
    private static final byte FOLLOWED = 4;

    private final Layout.Field answered;
    private final Layout.Field finished;
    private final Layout.Field followed;
    private final Layout.Field nth;
    private final LongByteHashMap states = new LongByteHashMap();
    private final LongIntHashMap places = new LongIntHashMap();
    private final LongLongHashMap ends = new LongLongHashMap();

    public RequestFacts(RecordingHeader header) {
        answered = header.layout().field("answered").orElse(null);
        finished = header.layout().field("finished").orElse(null);
        followed = header.layout().field("followed").orElse(null);
        nth = header.layout().field("nth").orElse(null);
    }

    /** Whether the recording has them: those of earlier versions don't. */
    public boolean areRecorded() {
        return answered != null && finished != null && followed != null && nth != null;
    }

    /** Takes the next document into account, of any type. */
    public void add(Document document) {
        if (areRecorded() && document instanceof Document.Snapshot snapshot) {
            for (int entry = 0; entry < snapshot.entries(); entry++) {
                add(snapshot, entry);
            }
        }
    }

    private void add(Document.Snapshot snapshot, int entry) {
        long request = snapshot.requestId(entry);
        byte now = (byte) ((snapshot.read(entry, answered) != 0 ? ANSWERED : 0)
                | (snapshot.read(entry, finished) != 0 ? FINISHED : 0)
                | (snapshot.read(entry, followed) != 0 ? FOLLOWED : 0));
        byte all = (byte) (states.getOrDefault(request, (byte) 0) | now);
        states.put(request, all);
        int place = (int) snapshot.read(entry, nth);
        if (place > 0) {
            places.put(request, place);
        }
        if (isUnanswered(all)) {
            ends.putIfAbsent(request, snapshot.monotonicNs());
        } else {
            ends.remove(request);
        }
    }

    private static boolean isUnanswered(byte state) {
        return (state & (FINISHED | ANSWERED)) == FINISHED;
    }

    /** Whether it is among the first {@code n} of a connection that had another request after it. */
    public boolean isAmongFirst(long request, int n) {
        return (states.getOrDefault(request, (byte) 0) & FOLLOWED) != 0 && places.getOrDefault(request, 0) < n;
    }

    /** Whether its connection was closed, or it ended in another way, and nothing was sent to its peer. */
    public boolean isUnanswered(long request) {
        return isUnanswered(states.getOrDefault(request, (byte) 0));
    }

    /** When an unanswered request was first seen to be over: CLOCK_MONOTONIC ns of that snapshot. */
    public long endOfUnanswered(long request) {
        return ends.getOrDefault(request, 0);
    }

    /** Forgets all requests but those with such ids. */
    public void keep(LongPredicate wanted) {
        states.removeAll((long request) -> !wanted.test(request));
        places.removeAll((long request) -> !wanted.test(request));
        ends.removeAll((long request) -> !wanted.test(request));
    }

    /** Requests that were the first of several on their connection. */
    public long firsts() {
        long count = 0;
        for (LongByteCursor state : states) {
            count += isAmongFirst(state.key, 1) ? 1 : 0;
        }
        return count;
    }

    /** Requests that ended without an answer. */
    public long unanswered() {
        return ends.size();
    }
}
