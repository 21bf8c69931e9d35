package io.finelame.replay.training;

import io.finelame.replay.requests.ReplayException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A type of model with its options, as options, configurations and sweeps name it: {@code nearest-neighbors neighbors=5}.
 *
 * @param name {@code kmeans} or a {@code ModelKind}'s
 * @param options by name
 */
public record ModelSpec(String name, SortedMap<String, String> options) {
    public static final String KMEANS_NAME = "kmeans";
    public static final ModelSpec KMEANS = new ModelSpec(KMEANS_NAME, new TreeMap<>());

    /** @throws ReplayException if the text is not a name and options */
    public static ModelSpec parse(String text) {
        String[] words = text.strip().split("\\s+");
        SortedMap<String, String> options = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            String[] option = words[i].split("=", 2);
            if (option.length < 2 || option[0].isEmpty() || option[1].isEmpty()) {
                throw new ReplayException("model '" + text + "': found '" + words[i]
                        + "': expected a model's name and options such as neighbors=5");
            }
            if (options.put(option[0], option[1]) != null) {
                throw new ReplayException("model '" + text + "': option " + option[0] + " twice: expected it once");
            }
        }
        if (words[0].equals(KMEANS_NAME) && !options.isEmpty()) {
            throw new ReplayException("model '" + text
                    + "': kmeans has no options here: it has k, scoring, scale and min_cluster");
        }
        return new ModelSpec(words[0], options);
    }

    public boolean isKMeans() {
        return name.equals(KMEANS_NAME);
    }

    @Override
    public String toString() {
        return options.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(" ", name + " ", ""))
                .strip();
    }
}
