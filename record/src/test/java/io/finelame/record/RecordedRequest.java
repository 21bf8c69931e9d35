package io.finelame.record;

import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingReader;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a recording says of a request last: its integers by datapoint field. */
public record RecordedRequest(long id, Map<String, Long> fields) {
    /** In the order of their ids. */
    public static List<RecordedRequest> read(Path recording) {
        Map<Long, RecordedRequest> requests = new HashMap<>();
        try (RecordingReader reader = RecordingReader.open(recording)) {
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    for (int entry = 0; entry < snapshot.entries(); entry++) {
                        RecordedRequest request = read(snapshot, entry, reader.header().layout());
                        requests.put(request.id, request);
                    }
                }
            }
        }
        return requests.values().stream().sorted(Comparator.comparingLong(RecordedRequest::id)).toList();
    }

    private static RecordedRequest read(Document.Snapshot snapshot, int entry, Layout layout) {
        Map<String, Long> fields = new HashMap<>();
        for (Layout.Field field : layout.fields()) {
            if (field.size() <= Long.BYTES) {
                fields.put(field.name(), snapshot.read(entry, field));
            }
        }
        return new RecordedRequest(snapshot.requestId(entry), fields);
    }

    public long get(String field) {
        return fields.get(field);
    }
}
