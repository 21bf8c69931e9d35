package io.finelame.replay.requests;

import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import java.util.Arrays;

/**
 * What the kernel's detector thought of a request when it left the map, or recording ended; {@code struct score} in
 * finelame.h.
 *
 * @param updates counter updates that it rests on
 * @param generation of the model that the distances belong to; 0: none was deployed
 * @param detectionTs ns of the first update that made it an outlier, under whichever model; 0: none did
 * @param detectionCputime ns
 * @param outlier after the last update
 * @param distances [at least k]
 */
public record KernelScore(long requestId, long updates, int generation, long detectionTs, long detectionCputime,
        long lastTs,
        boolean outlier, long[] distances) {

    /** Finds the fields of a recording's scores. */
    record Reader(Layout.Field updates, Layout.Field generation, Layout.Field detectionTs,
            Layout.Field detectionCputime, Layout.Field lastTs, Layout.Field outlier, Layout.Field distances) {
        static Reader of(RecordingHeader header) {
            return new Reader(field(header, "updates"), field(header, "generation"), field(header, "detection_ts"),
                    field(header, "detection_cputime"), field(header, "last_ts"), field(header, "is_outlier"),
                    field(header, "distances"));
        }

        private static Layout.Field field(RecordingHeader header, String name) {
            return header.scoreLayout().field(name).orElseThrow(() -> new ReplayException(
                    "recording " + header.label() + ": its scores have no field '" + name + "'"));
        }

        KernelScore read(Document.Scores scores, int entry) {
            return new KernelScore(scores.requestId(entry), scores.read(entry, updates),
                    (int) scores.read(entry, generation), scores.read(entry, detectionTs),
                    scores.read(entry, detectionCputime), scores.read(entry, lastTs),
                    scores.read(entry, outlier) != 0, scores.readArray(entry, distances));
        }
    }

    /** A request that came back after it had left the map, as one: detected first, where it stands last. */
    public KernelScore then(KernelScore next) {
        boolean before = detectionTs != 0;
        return new KernelScore(requestId, updates + next.updates, next.generation == 0 ? generation : next.generation,
                before ? detectionTs : next.detectionTs, before ? detectionCputime : next.detectionCputime,
                next.lastTs, next.outlier, next.generation == 0 ? distances : next.distances);
    }

    /** [k] */
    public long[] distances(int k) {
        return Arrays.copyOf(distances, k);
    }
}
