package io.finelame.cli.file;

import io.finelame.cli.text.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A mapping of a YAML file, read key by key; whatever is wrong with it becomes a problem with file, line and key. */
public final class YamlMapping {
    private final Place place;
    private final Node node;
    private final List<String> problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    YamlMapping(Place place, Node node, List<String> problems) {
        this.place = place;
        this.node = node;
        this.problems = problems;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::add);
        } else if (node != null) {
            problems.add(place + ": " + describe(node) + ": expected keys with values");
        }
    }

    private void add(NodeTuple tuple) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            problems.add(place + ": a key that is not text");
            return;
        }
        values.put(key.getValue(), tuple.getValueNode());
        places.put(key.getValue(),
                new Place(place.file(), key.getStartMark().getLine() + 1, place.key(key.getValue()).key()));
    }

    private static String describe(Node node) {
        return node instanceof ScalarNode scalar
                ? "found '" + scalar.getValue() + "'"
                : "found a "
                        + node.getNodeId().name();
    }

    public Place place() {
        return place;
    }

    public Set<String> keys() {
        return values.keySet();
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public void problem(String key, String what) {
        problems.add(places.getOrDefault(key, place.key(key)) + ": " + what);
    }

    public void rejectUnknown(Set<String> known) {
        rejectUnknown(known, node -> false);
    }

    /** @param allowed values that may stand under any key */
    public void rejectUnknown(Set<String> known, Predicate<Node> allowed) {
        values.forEach((key, value) -> {
            if (!known.contains(key) && !allowed.test(value)) {
                problem(key, "unknown key" + Nearest.hint(key, known));
            }
        });
    }

    public void check(String key, String name, Collection<String> known, String kind) {
        if (!known.contains(name)) {
            problem(key, "unknown " + kind + " '" + name + "'" + Nearest.hint(name, known));
        }
    }

    /** An empty mapping where the key is missing. */
    public YamlMapping mapping(String key) {
        return new YamlMapping(places.getOrDefault(key, place.key(key)), values.get(key), problems);
    }

    public List<YamlMapping> mappings(String key) {
        List<YamlMapping> mappings = new ArrayList<>();
        for (Node item : items(key)) {
            String itemKey = place.key(key).key() + "[" + mappings.size() + "]";
            Place itemPlace = new Place(place.file(), item.getStartMark().getLine() + 1, itemKey);
            mappings.add(new YamlMapping(itemPlace, item, problems));
        }
        return mappings;
    }

    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(key)) {
            if (item instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                problem(key, describe(item) + ": expected a list of names");
            }
        }
        return texts;
    }

    /**
     * A list of lists; an item may also be one text with commas, and the whole a single item. None if aliases make it longer
     * than a file may be.
     */
    public List<List<String>> lists(String key) {
        List<List<String>> lists = new ArrayList<>();
        List<Node> items = values.get(key) instanceof ScalarNode scalar ? List.of(scalar) : items(key);
        long characters = 0;
        for (Node item : items) {
            characters += length(item);
            if (characters > YamlFile.LONGEST) {
                problem(key, "its aliases stand for more than " + YamlFile.LONGEST
                        + " characters: expected a shorter list");
                return List.of();
            }
            if (item instanceof ScalarNode scalar) {
                lists.add(Arrays.stream(scalar.getValue().strip().split(",")).map(String::strip).toList());
            } else if (item instanceof SequenceNode sequence
                    && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
                lists.add(sequence.getValue().stream().map(node -> ((ScalarNode) node).getValue()).toList());
            } else {
                problem(key, describe(item) + ": expected a list of names");
            }
        }
        return lists;
    }

    /** With a separator behind each text. */
    private static long length(Node item) {
        return item instanceof SequenceNode sequence
                ? 1 + sequence.getValue().stream()
                        .mapToLong(node -> node instanceof ScalarNode scalar ? scalar.getValue().length() + 1 : 1).sum()
                : 1 + (item instanceof ScalarNode scalar ? scalar.getValue().length() : 0);
    }

    private List<Node> items(String key) {
        Node value = values.get(key);
        if (value == null || value instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problem(key, describe(value) + ": expected a list");
        return List.of();
    }

    public Optional<String> text(String key) {
        Node value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
            return Optional.of(scalar.getValue());
        }
        problem(key, describe(value) + ": expected text");
        return Optional.empty();
    }

    public Optional<String> requireText(String key) {
        if (!has(key)) {
            problem(key, "missing");
        }
        return text(key);
    }

    public String choice(String key, String otherwise, Set<String> choices) {
        String value = text(key).orElse(otherwise);
        if (!choices.contains(value)) {
            problem(key, "found '" + value + "': expected "
                    + String.join(" or ", choices.stream().sorted().toList()));
            return otherwise;
        }
        return value;
    }

    public double positive(String key, double otherwise) {
        return number(key, Double.MIN_VALUE, 1e9, otherwise);
    }

    public double number(String key, double least, double most, double otherwise) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            problem(key, "found '" + text.get() + "': expected a number");
            return otherwise;
        }
        problem(key, "found " + text.get() + ": expected a number " + (least > 0 && least < 1e-9
                ? "above 0"
                : "from " + format(least)) + " to " + format(most));
        return otherwise;
    }

    public long whole(String key, long least, long most, long otherwise) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notAWholeNumber) {
            problem(key, "found '" + text.get() + "': expected a whole number");
            return otherwise;
        }
        problem(key, "found " + text.get() + ": expected a whole number from " + least + " to " + most);
        return otherwise;
    }

    private static String format(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
