package io.finelame.replay.requests;

import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The kernel detector's score of a request when it left the map, or recording ended; {@code struct score} in finelame.h.
 *
 * @param updates counter updates that it rests on
 * @param generation of the newest model that the distances belong to; 0: none was deployed
 * @param detectionTs ns of the first update that made it an outlier, under whichever model; 0: none did
 * @param detectionCputime ns
 * @param outlier after the last update
 * @param distances [consensus][{@link DetectorModel#MAX_K}], a model's at its generation's remainder
 */
public record KernelScore(long requestId, long updates, int generation, long detectionTs, long detectionCputime,
        long lastTs,
        boolean outlier, long[][] distances) {

    /** Finds the fields of a recording's scores. */
    record Reader(Layout.Field updates, Layout.Field generation, Layout.Field detectionTs,
            Layout.Field detectionCputime, Layout.Field lastTs, Layout.Field outlier, Layout.Field distances) {
        static Reader of(RecordingHeader header) {
            return new Reader(field(header, "updates"), field(header, "generation"), field(header, "detection_ts"),
                    field(header, "detection_cputime"), field(header, "last_ts"), field(header, "is_outlier"),
                    field(header, "distances"));
        }

        Reader {
            if (distances.size() % (Long.BYTES * DetectorModel.MAX_K) != 0) {
                throw new ReplayException("the recording's scores have distances of " + distances.size()
                        + " bytes: expected a multiple of " + Long.BYTES * DetectorModel.MAX_K);
            }
        }

        private static Layout.Field field(RecordingHeader header, String name) {
            return header.scoreLayout().field(name).orElseThrow(() -> new ReplayException(
                    "recording " + header.label() + ": its scores have no field '" + name + "'"));
        }

        KernelScore read(Document.Scores scores, int entry) {
            return new KernelScore(scores.requestId(entry), scores.read(entry, updates),
                    (int) scores.read(entry, generation), scores.read(entry, detectionTs),
                    scores.read(entry, detectionCputime), scores.read(entry, lastTs),
                    scores.read(entry, outlier) != 0, byModel(scores.readArray(entry, distances)));
        }

        private static long[][] byModel(long[] distances) {
            return IntStream.range(0, distances.length / DetectorModel.MAX_K)
                    .mapToObj(i -> Arrays.copyOfRange(distances, i * DetectorModel.MAX_K,
                            (i + 1) * DetectorModel.MAX_K))
                    .toArray(long[][]::new);
        }
    }

    /** A request that came back after it had left the map, as one: detected first, where it stands last. */
    public KernelScore then(KernelScore next) {
        boolean before = detectionTs != 0;
        return new KernelScore(requestId, updates + next.updates, next.generation == 0 ? generation : next.generation,
                before ? detectionTs : next.detectionTs, before ? detectionCputime : next.detectionCputime,
                next.lastTs, next.outlier, next.generation == 0 ? distances : next.distances);
    }

    /** How many of the last models had to flag a request, by the size of its score. */
    public static int consensus(Layout scores) {
        return Math.max(1,
                scores.field("distances").map(Layout.Field::size).orElse(0) / (Long.BYTES * DetectorModel.MAX_K));
    }

    /** Of the models that it is scored by, the newest first. */
    public IntStream generations() {
        return IntStream.range(0, Math.min(generation, distances.length)).map(age -> generation - age);
    }

    /**
     * [k]
     *
     * @param its generation of one of the models that it is scored by
     */
    public long[] distances(int its, int k) {
        return Arrays.copyOf(distances[its % distances.length], k);
    }
}
