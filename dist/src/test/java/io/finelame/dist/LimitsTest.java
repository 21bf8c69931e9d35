package io.finelame.dist;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** docs/limits.md against the code. */
class LimitsTest {
    private static final Pattern ROW = Pattern.compile("\\| .* \\| ([\\d,]+) \\| `([\\w.]+)\\.(\\w+)` \\|");
    private static final Pattern NAME = Pattern.compile("(LONGEST|MOST|LARGEST|DEEPEST|LATEST|MAX)(_\\w+)?");
    /** The packages that read files of strangers. */
    private static final Set<String> READERS = Set.of("io.finelame.cli.file", "io.finelame.recording",
            "io.finelame.run", "io.finelame.replay.model", "io.finelame.replay.sweep");

    private static Map<String, BigDecimal> documented() throws IOException {
        Map<String, BigDecimal> limits = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/limits.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                limits.put(row.group(2) + "." + row.group(3), new BigDecimal(row.group(1).replace(",", "")));
            }
        }
        return limits;
    }

    private static List<Class<?>> classes() throws IOException {
        List<Class<?>> classes = new ArrayList<>();
        for (String module : List.of("cli", "bpf", "recording", "run", "record", "replay")) {
            Path root = Path.of("..", module, "target/classes");
            try (Stream<Path> files = Files.walk(root.resolve("io/finelame"))) {
                for (Path file : files.filter(file -> file.toString().matches(".*[A-Z]\\w*(\\$[A-Z]\\w*)?\\.class"))
                        .toList()) {
                    classes.add(named(root.relativize(file).toString().replace(".class", "").replace('/', '.')));
                }
            }
        }
        return classes;
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name, false, LimitsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    private static boolean isLimit(Field field) {
        return Modifier.isStatic(field.getModifiers()) && field.getType().isPrimitive()
                && NAME.matcher(field.getName()).matches();
    }

    @Test
    void limits_documented_areThoseOfTheCode() throws Exception {
        Map<String, BigDecimal> documented = documented();
        Map<String, BigDecimal> found = new TreeMap<>();
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                String name = name(type) + "." + field.getName();
                if (documented.containsKey(name) && isLimit(field)) {
                    field.setAccessible(true);
                    Number value = (Number) field.get(null);
                    found.put(name, value instanceof Double real
                            ? new BigDecimal(real).setScale(0)
                            : BigDecimal.valueOf(value.longValue()));
                }
            }
        }
        assertTrue(documented.size() > 20, documented.toString());
        assertEquals(documented, found);
    }

    @Test
    void limits_ofTheCode_areDocumented() throws Exception {
        Set<String> missing = new TreeSet<>();
        Map<String, BigDecimal> documented = documented();
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                if (READERS.contains(type.getPackageName()) && isLimit(field)) {
                    missing.add(name(type) + "." + field.getName());
                }
            }
        }
        missing.removeAll(documented.keySet());
        assertEquals(Set.of(), missing);
    }
}
