package io.finelame.cli.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Finds the keys that a mapping of a YAML file has more than once: one value would silently replace the other. */
final class DuplicateKeys {
    private final List<String> problems = new ArrayList<>();
    /** An alias leads to a node that was looked at already, and may lead to one that it is part of. */
    private final Set<Node> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    private DuplicateKeys() {}

    /**
     * Looks at every level, whether or not its keys are known.
     *
     * @return a line for each repeated key, with the lines of both places
     */
    static List<String> of(Path file, Node root) {
        DuplicateKeys duplicates = new DuplicateKeys();
        duplicates.visit(new Place(file, 1, ""), root);
        return duplicates.problems;
    }

    private void visit(Place place, Node node) {
        if (!visited.add(node)) {
            return;
        }
        switch (node) {
            case MappingNode mapping -> visitMapping(place, mapping);
            case SequenceNode sequence -> {
                for (int i = 0; i < sequence.getValue().size(); i++) {
                    visit(new Place(place.file(), place.line(), place.key() + "[" + i + "]"),
                            sequence.getValue().get(i));
                }
            }
            default -> {
            }
        }
    }

    private void visitMapping(Place place, MappingNode mapping) {
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                int line = key.getStartMark().getLine() + 1;
                Place keyPlace = new Place(place.file(), line, place.key(key.getValue()).key());
                Integer first = lines.putIfAbsent(key.getValue(), line);
                if (first != null) {
                    problems.add(keyPlace + ": found twice, first at line " + first
                            + ": expected one: remove or merge the other");
                }
                visit(keyPlace, tuple.getValueNode());
            }
        }
    }
}
