package io.finelame.recording;

import io.finelame.cli.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lines about damage, up to a readable number; of the rest, the count. Not thread-safe. */
final class DamageList {
    private static final int MOST = 100;

    private final List<String> lines = new ArrayList<>();
    private long more;

    void add(String line) {
        if (lines.size() < MOST) {
            lines.add(OneLine.of(line));
        } else {
            more++;
        }
    }

    Optional<String> first() {
        return lines.stream().findFirst();
    }

    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (more > 0) {
            all.add("and " + more + " more places");
        }
        return List.copyOf(all);
    }
}
