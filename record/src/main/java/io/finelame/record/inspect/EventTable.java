package io.finelame.record.inspect;

import io.finelame.bpf.finelame.Feature;
import io.finelame.cli.file.InputException;
import io.finelame.record.table.TableColumn;
import io.finelame.record.table.TableSink;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A row for each counter update: the event's fields by name, the feature by its own. */
record EventTable(List<Layout.Field> fields) implements RecordingTable {
    private static final String FEATURE = "feature";
    private static final Feature[] FEATURES = Feature.values();

    /** @throws InputException if counter updates were not recorded */
    static EventTable of(Path directory, RecordingHeader header) {
        if (!header.hasEvents() || header.eventLayout() == null) {
            throw new InputException(directory
                    + ": has no counter updates; expected a recording by 'finelame record --fidelity events'");
        }
        return new EventTable(header.eventLayout().fields().stream().filter(Layout.Field::isInteger).toList());
    }

    @Override
    public List<TableColumn> columns() {
        return fields.stream().map(field -> field.name().equals(FEATURE)
                ? TableColumn.string(FEATURE)
                : TableColumn.unsigned(field.name())).toList();
    }

    @Override
    public void read(RecordingReader reader, TableSink sink) throws IOException {
        while (reader.next() instanceof Document document) {
            if (document instanceof Document.Events events) {
                for (int event = 0; event < events.count(); event++) {
                    sink.add(row(events, event));
                }
            }
        }
    }

    private Object[] row(Document.Events events, int event) {
        Object[] row = new Object[fields.size()];
        for (int i = 0; i < row.length; i++) {
            long value = events.read(event, fields.get(i));
            row[i] = fields.get(i).name().equals(FEATURE) ? feature(value) : (Object) value;
        }
        return row;
    }

    /** By number where a later version recorded a feature that this one doesn't know. */
    private static String feature(long number) {
        return number < FEATURES.length ? FEATURES[(int) number].name() : Long.toString(number);
    }
}
