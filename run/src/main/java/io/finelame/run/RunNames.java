package io.finelame.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What runs and sweeps are called in tables, figures and report: by their directory's name, with the parameters that they
 * differ in if several have the same, with the directories above if they differ in none, and else with a number.
 */
public final class RunNames {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> BESIDE_CONFIGURATION = List.of("seed", "scored_by");

    private RunNames() {}

    /** @return a name for each directory, in their order; no two are the same */
    public static List<String> of(List<Path> directories) {
        List<Path> paths = directories.stream().map(directory -> directory.toAbsolutePath().normalize()).toList();
        String[] names = new String[paths.size()];
        for (List<Integer> same : groups(paths.stream().map(path -> end(path, 1)).toList())) {
            nameGroup(paths, same, names);
        }
        return numbered(names);
    }

    /** Positions by what stands at them. */
    private static Collection<List<Integer>> groups(List<String> values) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            groups.computeIfAbsent(values.get(i), _ -> new ArrayList<>()).add(i);
        }
        return groups.values();
    }

    private static void nameGroup(List<Path> paths, List<Integer> group, String[] names) {
        List<String> parameters = group.size() == 1
                ? List.of("")
                : differences(group.stream().map(paths::get).toList());
        for (List<Integer> same : groups(parameters)) {
            List<Path> alike = same.stream().map(i -> paths.get(group.get(i))).toList();
            int elements = elementsThatDiffer(alike);
            for (int i : same) {
                names[group.get(i)] = end(paths.get(group.get(i)), elements) + parameters.get(i);
            }
        }
    }

    /** For each run the parameters whose values are not the same in all, e.g. {@code  (k 3, threshold max)}. */
    private static List<String> differences(List<Path> runs) {
        List<Map<String, String>> parameters = runs.stream().map(RunNames::parameters).toList();
        Set<String> keys = new LinkedHashSet<>();
        parameters.forEach(run -> keys.addAll(run.keySet()));
        keys.removeIf(key -> parameters.stream().allMatch(run -> Objects.equals(run.get(key), parameters.getFirst()
                .get(key))));
        return parameters.stream().map(run -> keys.stream().filter(run::containsKey)
                .map(key -> key.replace('_', ' ') + " " + run.get(key)).collect(Collectors.joining(", ")))
                .map(text -> text.isEmpty() ? "" : " (" + text + ")").toList();
    }

    /** Empty if run.json can't be read: reading the run says why. */
    private static Map<String, String> parameters(Path directory) {
        Map<String, String> parameters = new LinkedHashMap<>();
        try {
            JsonNode run = JSON.readTree(directory.resolve("run.json").toFile());
            run.path("configuration").properties()
                    .forEach(parameter -> parameters.put(parameter.getKey(), text(parameter.getValue())));
            for (String key : BESIDE_CONFIGURATION) {
                if (run.has(key)) {
                    parameters.put(key, text(run.get(key)));
                }
            }
        } catch (IOException unreadable) {
            return Map.of();
        }
        return parameters;
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.asText().replace("REQ_", "")));
            return String.join(" ", items);
        }
        return value.asText();
    }

    /** How many elements at the end of the paths distinguish them; one if nothing does. */
    private static int elementsThatDiffer(List<Path> paths) {
        int longest = paths.stream().mapToInt(Path::getNameCount).max().orElse(1);
        for (int elements = 1; elements <= longest; elements++) {
            int compared = elements;
            if (paths.stream().map(path -> end(path, compared)).distinct().count() == paths.size()) {
                return elements;
            }
        }
        return 1;
    }

    private static String end(Path path, int elements) {
        int count = path.getNameCount();
        return count == 0 ? path.toString() : path.subpath(Math.max(0, count - elements), count).toString();
    }

    private static List<String> numbered(String[] names) {
        Set<String> taken = new HashSet<>();
        List<String> unique = new ArrayList<>();
        for (String name : names) {
            String candidate = name;
            for (int number = 2; !taken.add(candidate); number++) {
                candidate = name + " " + number;
            }
            unique.add(candidate);
        }
        return unique;
    }
}
