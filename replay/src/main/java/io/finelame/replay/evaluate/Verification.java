package io.finelame.replay.evaluate;

import io.finelame.replay.model.RecordedModels;
import io.finelame.replay.requests.KernelScore;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.Updates;
import io.finelame.replay.scoring.Deployment;
import io.finelame.replay.scoring.RequestScore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel's scores against those of {@link RequestScore}, request by request, on the updates that both have seen.
 *
 * @param updates that were recorded
 * @param scores that the kernel left
 * @param agreeing scores of which every distance, verdict and detection is equal
 * @param incomplete scores that rest on updates which the recording lacks
 * @param first the first score that differs
 */
public record Verification(int updates, int scores, int agreeing, int incomplete, Optional<Difference> first) {

    /** @param lines what both made of the request, update by update */
    public record Difference(long requestId, List<String> fields, List<String> lines) {}

    private enum Outcome {
        AGREES,
        DIFFERS,
        INCOMPLETE
    }

    public boolean holds() {
        return agreeing == scores;
    }

    /** @throws ReplayException if the recording has nothing to verify */
    public static Verification of(RecordedRequests recorded) {
        Updates updates = recorded.updates().orElseThrow(() -> new ReplayException(recorded.directory()
                + ": has no counter updates to replay: record it with --fidelity events"));
        if (recorded.deployed().isEmpty()) {
            throw new ReplayException(recorded.directory()
                    + ": the kernel had no model while it was recorded: record it with 'finelame detect --fidelity events'");
        }
        DeployedModels models = DeployedModels.of(recorded);
        Map<Long, Integer> stays = new HashMap<>();
        int agreeing = 0;
        int incomplete = 0;
        Difference first = null;
        for (KernelScore score : recorded.scores()) {
            int stay = stays.merge(score.requestId(), 1, Integer::sum) - 1;
            Stay twin = Stay.replay(updates, score, stay, models);
            switch (twin.outcome()) {
                case AGREES -> agreeing++;
                case INCOMPLETE -> incomplete++;
                case DIFFERS -> first = first == null ? twin.difference() : first;
            }
        }
        return new Verification(updates.count(), recorded.scores().size(), agreeing, incomplete,
                Optional.ofNullable(first));
    }

    /**
     * One stay of a request in the map, replayed up to the update at which the kernel's score was read.
     *
     * @param from index of its first update, {@code to} after its last
     */
    private record Stay(Updates updates, int from, int to, KernelScore kernel, RequestScore twin,
            DeployedModels models) {
        static Stay replay(Updates updates, KernelScore kernel, int stay, DeployedModels models) {
            int row = updates.row(kernel.requestId());
            int from = row < 0 ? 0 : begin(updates, row, stay);
            int end = row < 0 ? 0 : updates.start()[row + 1];
            RequestScore twin = new RequestScore(models.consensus());
            int i = from;
            while (i < end && twin.updates() < kernel.updates() && updates.sequence().get(i) == twin.updates() + 1) {
                apply(updates, i, twin, models);
                i++;
            }
            return new Stay(updates, from, i, kernel, twin, models);
        }

        /** Where the update with sequence number 1 is found for the (stay + 1)-th time. */
        private static int begin(Updates updates, int row, int stay) {
            int found = -1;
            for (int i = updates.start()[row]; i < updates.start()[row + 1]; i++) {
                found += updates.sequence().get(i) == 1 ? 1 : 0;
                if (found == stay) {
                    return i;
                }
            }
            return updates.start()[row + 1];
        }

        private static void apply(Updates updates, int i, RequestScore twin, DeployedModels models) {
            twin.update(models.upTo((int) updates.generation().get(i)), (int) updates.feature().get(i),
                    updates.from().get(i), updates.delta().get(i),
                    updates.ts().get(i));
        }

        Outcome outcome() {
            if (twin.updates() < kernel.updates()) {
                return Outcome.INCOMPLETE;
            }
            return differences().isEmpty() ? Outcome.AGREES : Outcome.DIFFERS;
        }

        private List<String> differences() {
            List<String> differences = new ArrayList<>();
            compare(differences, "model", kernel.generation(), twin.generation());
            compare(differences, "last_ts", kernel.lastTs(), twin.lastTs());
            compare(differences, "detection_ts", kernel.detectionTs(), twin.detectionTs());
            compare(differences, "detection_cputime", kernel.detectionCputime(), twin.detectionCputime());
            compare(differences, "is_outlier", kernel.outlier() ? 1 : 0, twin.isOutlier() ? 1 : 0);
            for (int place = 0; place < models.consensus(); place++) {
                String model = models.consensus() == 1 ? "" : " of model " + models.at(place, twin.generation());
                long[] distances = twin.allDistances()[place];
                for (int j = 0; j < distances.length; j++) {
                    compare(differences, "score_" + j + model, kernel.distances()[place][j], distances[j]);
                }
            }
            return differences;
        }

        private static void compare(List<String> differences, String field, long kernel, long twin) {
            if (kernel != twin) {
                differences.add(field + ": kernel " + kernel + ", replay " + twin);
            }
        }

        Difference difference() {
            RequestScore again = new RequestScore(models.consensus());
            List<String> lines = new ArrayList<>();
            for (int i = from; i < to; i++) {
                apply(updates, i, again, models);
                lines.add(UpdateLine.of(updates, i, again));
            }
            return new Difference(kernel.requestId(), differences(), lines);
        }
    }
}
