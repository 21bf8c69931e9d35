package io.finelame.replay.top;

import io.finelame.record.config.FeatureNames;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The values of {@code top --sort}, for shell completion: a recording says which features it has. */
final class SortColumns implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Stream.concat(Stream.of(TopView.EXCESS, TopView.AGE),
                StreamSupport.stream(new FeatureNames().spliterator(), false)).iterator();
    }
}
