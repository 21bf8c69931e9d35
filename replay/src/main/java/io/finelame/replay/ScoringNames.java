package io.finelame.replay;

import io.finelame.record.Configuration;
import java.util.Iterator;
import java.util.List;

/** The values of {@code --scoring}. */
final class ScoringNames implements Iterable<String> {
    static final List<String> ALL = Configuration.SCORINGS;

    @Override
    public Iterator<String> iterator() {
        return ALL.iterator();
    }
}
