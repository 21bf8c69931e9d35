package io.finelame.replay.requests;

import io.finelame.record.summary.RequestFacts;
import io.finelame.recording.Document;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.nio.file.Path;

/**
 * A recording's table and what it takes to leave requests out: all that a sweep needs of it, read in half the time of
 * {@link RecordedRequests}.
 *
 * @param facts where requests stand on their connections
 */
public record RecordedTable(RecordingHeader header, RequestTable table, RequestFacts facts) {
    public static RecordedTable read(Path directory) {
        try (RecordingReader reader = RecordingReader.open(directory)) {
            RequestTableBuilder builder = new RequestTableBuilder(reader.header());
            RequestFacts facts = new RequestFacts(reader.header());
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    builder.add(snapshot);
                }
                facts.add(document);
            }
            return new RecordedTable(reader.header(), builder.build(), facts);
        }
    }
}
