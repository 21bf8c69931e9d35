package io.finelame.replay.requests;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongIntHashMap;
import io.finelame.bpf.finelame.Feature;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;

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
public record Updates(LongIntHashMap rows, int[] start, LongColumn sequence, LongColumn ts, LongColumn feature,
        LongColumn from, LongColumn delta, LongColumn generation) {
    public int count() {
        return ts.size();
    }

    int requests() {
        return start.length - 1;
    }

    /** -1 if there are none. */
    public int row(long requestId) {
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
        private final ColumnSpace space = new ColumnSpace();
        private final LongColumn row = new LongColumn(space);
        private final LongColumn sequence = new LongColumn(space);
        private final LongColumn ts = new LongColumn(space);
        private final LongColumn feature = new LongColumn(space);
        private final LongColumn from = new LongColumn(space);
        private final LongColumn delta = new LongColumn(space);
        private final LongColumn generation = new LongColumn(space);

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
                feature.add(counter);
                from.add(events.read(event, fromField));
                delta.add(events.read(event, deltaField));
                generation.add(events.read(event, generationField));
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

        /** Once: the columns move into the updates. */
        Updates build() {
            int[] start = new int[countOfRow.size() + 1];
            for (int i = 0; i < countOfRow.size(); i++) {
                start[i + 1] = start[i] + countOfRow.get(i);
            }
            int[] next = start.clone();
            LongColumn place = LongColumn.ofSize(row.size(), space);
            for (int i = 0; i < row.size(); i++) {
                place.set(i, next[(int) row.get(i)]++);
            }
            row.free();
            return new Updates(rows, start, sequence.scattered(place), ts.scattered(place), feature.scattered(place),
                    from.scattered(place), delta.scattered(place), generation.scattered(place));
        }
    }
}
