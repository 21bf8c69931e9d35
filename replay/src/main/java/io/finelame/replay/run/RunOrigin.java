package io.finelame.replay.run;

import io.finelame.replay.requests.RecordedRequests;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Where a run's verdicts come from.
 *
 * @param scoredBy {@link #KERNEL}, {@link #UPDATES} or {@link #SNAPSHOTS}
 * @param model the file of a model that was trained elsewhere
 * @param detections what was reported while it was recorded
 * @param checksum of the recording
 */
public record RunOrigin(String scoredBy, Optional<Path> model, Optional<Path> detections, Future<String> checksum) {
    /** By the detector in the kernel, while it was recorded. */
    public static final String KERNEL = "kernel";
    /** Offline, at each counter update: as exact as the kernel. */
    static final String UPDATES = "updates";
    /** Offline, at each snapshot: a request is flagged up to one interval later than by the kernel. */
    static final String SNAPSHOTS = "snapshots";

    /** @param checksum of the recording */
    public static RunOrigin replayed(RecordedRequests recorded, Optional<Path> model, Future<String> checksum) {
        return new RunOrigin(recorded.updates().isPresent() ? UPDATES : SNAPSHOTS, model, Optional.empty(), checksum);
    }
}
