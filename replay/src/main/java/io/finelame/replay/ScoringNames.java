package io.finelame.replay;

import java.util.Iterator;
import java.util.List;

/** What {@code --scoring} may be. */
final class ScoringNames implements Iterable<String> {
    static final List<String> ALL = List.of("l1", "finelame");

    @Override
    public Iterator<String> iterator() {
        return ALL.iterator();
    }
}
