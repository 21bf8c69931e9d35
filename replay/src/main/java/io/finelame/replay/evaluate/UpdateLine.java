package io.finelame.replay.evaluate;

import io.finelame.bpf.finelame.Feature;
import io.finelame.replay.requests.Updates;
import io.finelame.replay.scoring.RequestScore;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** One counter update, and where it left its request, as a line of text. */
public final class UpdateLine {
    private UpdateLine() {}

    public static String heading() {
        return String.format(Locale.ROOT, "%6s %20s %-16s %16s %14s %5s %-8s %s", "update", "ts", "feature", "from",
                "delta", "model", "verdict", "distances");
    }

    /** @param after the request's score after the update */
    static String of(Updates updates, int i, RequestScore after) {
        return String.format(Locale.ROOT, "%6d %20d %-16s %16s %14s %5d %-8s %s", updates.sequence().get(i),
                updates.ts().get(i), Feature.values()[(int) updates.feature().get(i)],
                Long.toUnsignedString(updates.from().get(i)),
                Long.toUnsignedString(updates.delta().get(i)), updates.generation().get(i),
                after.isOutlier() ? "outlier" : "inside",
                Arrays.stream(after.distances()).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    }
}
