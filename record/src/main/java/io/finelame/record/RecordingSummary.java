package io.finelame.record;

import com.carrotsearch.hppc.LongHashSet;
import java.nio.file.Path;

/**
 * A recording read from end to end.
 *
 * @param requests distinct request ids
 * @param seconds from the header's clock to the last whole snapshot
 */
public record RecordingSummary(RecordingHeader header, RecordingReader.Health health, long requests, double seconds) {
    /** @throws RecordingException if it is no recording */
    public static RecordingSummary read(Path directory) throws RecordingException {
        LongHashSet requests = new LongHashSet();
        try (RecordingReader reader = RecordingReader.open(directory)) {
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    for (int entry = 0; entry < snapshot.entries(); entry++) {
                        requests.add(snapshot.requestId(entry));
                    }
                }
            }
            RecordingReader.Health health = reader.health();
            long last = health.lastMonotonicNs();
            double seconds = last == 0 ? 0 : (last - reader.header().clock().monotonicNs()) / 1e9;
            return new RecordingSummary(reader.header(), health, requests.size(), seconds);
        }
    }
}
