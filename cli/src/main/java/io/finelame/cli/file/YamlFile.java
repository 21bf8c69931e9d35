package io.finelame.cli.file;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** A YAML file as nodes: nothing in it can make an object, and its size, depth and aliases are limited. */
public final class YamlFile {
    /** Characters. */
    public static final int LONGEST = 1 << 20;
    private static final int MOST_ALIASES = 200;
    private static final int DEEPEST = 20;

    private YamlFile() {}

    /**
     * The text of a YAML file that the user wrote. That of a recording was accepted when it was recorded.
     *
     * @param kind what was expected, e.g. {@code a configuration (fl_cfg.yml)}
     * @throws InputException if it isn't one, or has a key twice in one mapping
     */
    public static String read(Path path, String kind) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new InputException(path, "no such file: expected " + kind);
        }
        if (Files.size(path) > LONGEST) {
            throw new InputException(
                    List.of(path + ": longer than " + LONGEST + " bytes: expected " + kind));
        }
        try {
            String text = Files.readString(path);
            List<String> duplicates = DuplicateKeys.of(path, compose(path, text, kind));
            if (!duplicates.isEmpty()) {
                throw new InputException(duplicates);
            }
            return text;
        } catch (MalformedInputException e) {
            throw new InputException(path, "not UTF-8 text: expected " + kind);
        }
    }

    /** @param problems gets a line for whatever is found wrong in the mapping */
    public static YamlMapping parse(Path path, String text, String kind, List<String> problems) {
        return new YamlMapping(new Place(path, 1, ""), compose(path, text, kind), problems);
    }

    private static Node compose(Path path, String text, String kind) {
        // The library's own limit leaves out comments.
        if (text.length() > LONGEST) {
            throw new InputException(
                    List.of(path + ": longer than " + LONGEST + " characters: expected " + kind));
        }
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setCodePointLimit(LONGEST);
        options.setNestingDepthLimit(DEEPEST);
        try {
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node == null) {
                throw new InputException(List.of(path + ": empty: expected " + kind));
            }
            return node;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InputException(path, line, "not YAML: " + problem(e.getProblem()));
        } catch (YAMLException e) {
            throw new InputException(path, "not YAML: " + problem(e.getMessage()));
        }
    }

    /** The library's words, of which "unexpected" would read like a bug. */
    private static String problem(String words) {
        return words.replace("unexpected ", "");
    }
}
