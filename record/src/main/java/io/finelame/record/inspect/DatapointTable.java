package io.finelame.record.inspect;

import io.finelame.record.table.TableColumn;
import io.finelame.record.table.TableSink;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.OriginAddress;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A row for each datapoint: the snapshot it stands in, the request, then the map value's fields by name. */
record DatapointTable(List<Layout.Field> fields) implements RecordingTable {
    private static final int ADDRESS = 16;

    static DatapointTable of(RecordingHeader header) {
        return new DatapointTable(header.layout().fields().stream()
                .filter(field -> field.isInteger() || field.size() == ADDRESS).toList());
    }

    @Override
    public List<TableColumn> columns() {
        List<TableColumn> columns = new ArrayList<>(List.of(TableColumn.signed("snapshot"),
                TableColumn.signed("monotonic_ns"), TableColumn.signed("realtime_ns"), TableColumn.unsigned("req_id")));
        fields.forEach(field -> columns.add(field.isInteger()
                ? TableColumn.unsigned(field.name())
                : TableColumn.string(field.name())));
        return columns;
    }

    @Override
    public void read(RecordingReader reader, TableSink sink) throws IOException {
        while (reader.next() instanceof Document document) {
            if (document instanceof Document.Snapshot snapshot) {
                for (int entry = 0; entry < snapshot.entries(); entry++) {
                    sink.add(row(snapshot, entry));
                }
            }
        }
    }

    private Object[] row(Document.Snapshot snapshot, int entry) {
        List<Object> row = new ArrayList<>(4 + fields.size());
        row.add(snapshot.snapshot());
        row.add(snapshot.monotonicNs());
        row.add(snapshot.realtimeNs());
        row.add(snapshot.requestId(entry));
        for (Layout.Field field : fields) {
            row.add(field.isInteger()
                    ? (Object) snapshot.read(entry, field)
                    : OriginAddress.text(snapshot.value(entry).asSlice(field.offset(), ADDRESS)));
        }
        return row.toArray();
    }
}
