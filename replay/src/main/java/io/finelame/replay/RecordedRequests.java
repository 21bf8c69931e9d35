package io.finelame.replay;

import io.finelame.record.Document;
import io.finelame.record.RecordingException;
import io.finelame.record.RecordingHeader;
import io.finelame.record.RecordingReader;
import java.nio.file.Path;

/** A recording's table, with what the recording says of itself. */
record RecordedRequests(Path directory, RecordingHeader header, RecordingReader.Health health, RequestTable table) {
    static RecordedRequests read(Path directory) throws RecordingException {
        try (RecordingReader reader = RecordingReader.open(directory)) {
            RequestTableBuilder builder = new RequestTableBuilder(reader.header());
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    builder.add(snapshot);
                }
            }
            return new RecordedRequests(directory, reader.header(), reader.health(), builder.build());
        }
    }

    double seconds() {
        return Math.max(0, (health.lastMonotonicNs() - header.clock().monotonicNs()) / 1e9);
    }
}
