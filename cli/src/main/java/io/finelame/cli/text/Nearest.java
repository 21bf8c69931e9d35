package io.finelame.cli.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the valid name that is closest to a misspelt one. */
public final class Nearest {
    private Nearest() {}

    /** The names within a third of the word's length in edits, closest first, at most {@code limit}. */
    public static List<String> of(String word, Collection<String> names, int limit) {
        int furthest = Math.max(2, word.length() / 3);
        LevenshteinDistance distance = new LevenshteinDistance(furthest);
        String lower = word.toLowerCase(Locale.ROOT);
        record Near(String name, int edits) {}
        return names.stream().map(name -> new Near(name, distance.apply(lower, name.toLowerCase(Locale.ROOT))))
                .filter(near -> near.edits >= 0)
                .sorted(Comparator.comparingInt(Near::edits).thenComparing(Near::name)).limit(limit).map(Near::name)
                .toList();
    }

    /** {@code , did you mean 'x'?}, or nothing. */
    public static String hint(String word, Collection<String> names) {
        List<String> nearest = of(word, names, 1);
        return nearest.isEmpty() ? "" : ", did you mean '" + nearest.getFirst() + "'?";
    }

    /** {@code what 'word': expected a or b, did you mean 'a'?} */
    public static String expected(String what, String word, List<String> names) {
        String all = names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
        return what + " '" + word + "': expected " + all + hint(word, names);
    }
}
