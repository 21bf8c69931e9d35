package io.finelame.record;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Every datapoint of a recording as CSV: the snapshot it stands in, the request, then the map value's fields by name. */
final class DatapointCsv {
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    private static final int ADDRESS = 16;

    private DatapointCsv() {}

    static void write(RecordingReader reader, Writer writer) throws IOException {
        List<Layout.Field> fields = reader.header().layout().fields().stream()
                .filter(field -> isNumber(field) || field.size() == ADDRESS).toList();
        CSVPrinter printer = new CSVPrinter(writer, FORMAT);
        printer.printRecord(columns(fields));
        while (reader.next() instanceof Document document) {
            if (document instanceof Document.Snapshot snapshot) {
                for (int entry = 0; entry < snapshot.entries(); entry++) {
                    print(printer, snapshot, entry, fields);
                }
            }
        }
        printer.flush();
    }

    private static boolean isNumber(Layout.Field field) {
        return List.of(1, 2, 4, 8).contains(field.size());
    }

    private static List<String> columns(List<Layout.Field> fields) {
        List<String> columns = new ArrayList<>(List.of("snapshot", "monotonic_ns", "realtime_ns", "req_id"));
        fields.forEach(field -> columns.add(field.name()));
        return columns;
    }

    private static void print(CSVPrinter printer, Document.Snapshot snapshot, int entry,
            List<Layout.Field> fields) throws IOException {
        printer.print(snapshot.snapshot());
        printer.print(snapshot.monotonicNs());
        printer.print(snapshot.realtimeNs());
        printer.print(Long.toUnsignedString(snapshot.requestId(entry)));
        for (Layout.Field field : fields) {
            printer.print(isNumber(field)
                    ? Long.toUnsignedString(snapshot.read(entry, field))
                    : OriginAddress.text(snapshot.value(entry).asSlice(field.offset(), ADDRESS)));
        }
        printer.println();
    }
}
