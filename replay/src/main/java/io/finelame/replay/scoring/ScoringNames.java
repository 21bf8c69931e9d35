package io.finelame.replay.scoring;

import io.finelame.record.config.Configuration;
import java.util.Iterator;
import java.util.List;

/** The values of {@code --scoring}. */
public final class ScoringNames implements Iterable<String> {
    public static final List<String> ALL = Configuration.SCORINGS;

    @Override
    public Iterator<String> iterator() {
        return ALL.iterator();
    }
}
