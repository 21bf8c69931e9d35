package io.finelame.replay;

import com.carrotsearch.hppc.ByteArrayList;
import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongArrayList;
import com.carrotsearch.hppc.LongIntHashMap;
import io.finelame.bpf.Feature;
import io.finelame.record.Document;
import io.finelame.record.Layout;
import io.finelame.record.RecordingHeader;

/**
 * Every counter update of a recording of events, as columns: each request's in the order in which they happened.
 *
 * @param rows request id to row
 * @param start [rows + 1] where a row's updates begin
 * @param sequence [updates] from 1 within one stay of a request in the map
 * @param ts [updates] ns
 * @param feature [updates] {@link Feature#ordinal}
 * @param from [updates] the counter's value before
 * @param generation [updates] of the model that the kernel scored it by; 0: none
 */
record Updates(LongIntHashMap rows, int[] start, long[] sequence, long[] ts, byte[] feature, long[] from, long[] delta,
        int[] generation) {
    int count() {
        return ts.length;
    }

    int requests() {
        return start.length - 1;
    }

    /** -1 where there are none. */
    int row(long requestId) {
        return rows.getOrDefault(requestId, -1);
    }

    /** Collects events in the order of the recording. Not thread-safe. */
    static final class Builder {
        private final Layout.Field idField;
        private final Layout.Field sequenceField;
        private final Layout.Field tsField;
        private final Layout.Field featureField;
        private final Layout.Field fromField;
        private final Layout.Field deltaField;
        private final Layout.Field generationField;
        private final LongIntHashMap rows = new LongIntHashMap();
        private final IntArrayList countOfRow = new IntArrayList();
        private final IntArrayList row = new IntArrayList();
        private final LongArrayList sequence = new LongArrayList();
        private final LongArrayList ts = new LongArrayList();
        private final ByteArrayList feature = new ByteArrayList();
        private final LongArrayList from = new LongArrayList();
        private final LongArrayList delta = new LongArrayList();
        private final IntArrayList generation = new IntArrayList();

        Builder(RecordingHeader header) {
            idField = field(header, "req_id");
            sequenceField = field(header, "sequence");
            tsField = field(header, "ts");
            featureField = field(header, "feature");
            fromField = field(header, "from");
            deltaField = field(header, "delta");
            generationField = field(header, "generation");
        }

        private static Layout.Field field(RecordingHeader header, String name) {
            return header.eventLayout().field(name).orElseThrow(() -> new ReplayException(
                    "recording " + header.label() + ": its events have no field '" + name + "'"));
        }

        void add(Document.Events events) {
            for (int event = 0; event < events.count(); event++) {
                long counter = events.read(event, featureField);
                if (counter >= Feature.values().length) {
                    throw new ReplayException("document " + events.sequence() + ": feature number " + counter
                            + ": expected 0 to " + (Feature.values().length - 1));
                }
                row.add(rowOf(events.read(event, idField)));
                sequence.add(events.read(event, sequenceField));
                ts.add(events.read(event, tsField));
                feature.add((byte) counter);
                from.add(events.read(event, fromField));
                delta.add(events.read(event, deltaField));
                generation.add((int) events.read(event, generationField));
            }
        }

        private int rowOf(long requestId) {
            int found = rows.getOrDefault(requestId, -1);
            if (found < 0) {
                found = countOfRow.size();
                rows.put(requestId, found);
                countOfRow.add(0);
            }
            countOfRow.set(found, countOfRow.get(found) + 1);
            return found;
        }

        Updates build() {
            int[] start = new int[countOfRow.size() + 1];
            for (int i = 0; i < countOfRow.size(); i++) {
                start[i + 1] = start[i] + countOfRow.get(i);
            }
            int[] next = start.clone();
            int count = row.size();
            Updates sorted = new Updates(rows, start, new long[count], new long[count], new byte[count],
                    new long[count], new long[count], new int[count]);
            for (int i = 0; i < count; i++) {
                int place = next[row.get(i)]++;
                sorted.sequence[place] = sequence.get(i);
                sorted.ts[place] = ts.get(i);
                sorted.feature[place] = feature.get(i);
                sorted.from[place] = from.get(i);
                sorted.delta[place] = delta.get(i);
                sorted.generation[place] = generation.get(i);
            }
            return sorted;
        }
    }
}
