package io.finelame.dist;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rules of ARCHITECTURE.md: who may import whom, no cycles, and nothing that has grown too large to be read. */
class ArchitectureTest {
    private static final String ROOT = "io.finelame.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar")).importPackages("io.finelame");

    /** What each module may import of the others. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.of(
            "bpf", List.of(),
            "cli", List.of(),
            "recording", List.of("cli"),
            "run", List.of("cli"),
            "record", List.of("bpf", "cli", "recording"),
            "replay", List.of("bpf", "cli", "recording", "run", "record"),
            "analyze", List.of("cli", "run"));

    /** Of bpf, what replay may import outside of detect: names and numbers that model.json shares with the kernel. */
    private static final Set<String> SHARED_WITH_KERNEL = Set.of("io.finelame.bpf.finelame.Feature",
            "io.finelame.bpf.finelame.DetectorModel");

    private static final int LONGEST_CLASS = 300;
    private static final int MOST_CLASSES = 20;
    /** In the package-info of a package that has more, with the reason. */
    private static final String WHY_SO_MANY = "More than " + MOST_CLASSES + " classes";
    private static final int SHORTEST_DESCRIPTION = 60;

    @ParameterizedTest
    @ValueSource(strings = {"bpf", "cli", "recording", "run", "record", "replay", "analyze"})
    void imports_ofModule_areThoseOfTheTable(String module) {
        List<String> forbidden = MAY_IMPORT.keySet().stream()
                .filter(other -> !other.equals(module) && !MAY_IMPORT.get(module).contains(other))
                .map(other -> ROOT + other + "..").toList();
        if (forbidden.isEmpty()) {
            assertEquals("replay", module);
            forbidden = List.of(ROOT + "analyze..");
        }

        ArchRuleDefinition.noClasses().that().resideInAPackage(ROOT + module + "..").should().dependOnClassesThat()
                .resideInAnyPackage(forbidden.toArray(String[]::new)).check(CLASSES);
    }

    @Test
    void imports_ofReplayButDetect_leaveTheKernelAlone() {
        ArchRuleDefinition.noClasses().that().resideInAPackage(ROOT + "replay..").and()
                .resideOutsideOfPackage(ROOT + "replay.detect..").should().dependOnClassesThat(
                        DescribedPredicate.describe("load or attach eBPF programs", ArchitectureTest::isKernelOnly))
                .check(CLASSES);
    }

    private static boolean isKernelOnly(JavaClass type) {
        return type.getPackageName().startsWith(ROOT + "bpf")
                && !SHARED_WITH_KERNEL.contains(type.getName().replaceFirst("\\$.*", ""));
    }

    @Test
    void packages_together_haveNoCycle() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void classes_ofEachModule_areShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            long lines = Files.readString(file).lines().count();
            if (lines > LONGEST_CLASS) {
                tooLong.add(file + ": " + lines + " lines");
            }
        }

        assertEquals(List.of(), tooLong);
    }

    @Test
    void packages_ofEachModule_areSmallAndDescribed() throws IOException {
        Map<Path, List<Path>> packages = sources().stream()
                .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.toList()));
        List<String> problems = new ArrayList<>();
        for (Map.Entry<Path, List<Path>> entry : packages.entrySet()) {
            Path file = entry.getKey().resolve("package-info.java");
            String description = Files.exists(file) ? Files.readString(file) : "";
            if (description.replaceAll("(?s)\\*/.*", "").length() < SHORTEST_DESCRIPTION) {
                problems.add(file + ": has no description");
            }
            long classes = entry.getValue().stream().filter(other -> !other.equals(file)).count();
            if (classes > MOST_CLASSES && !description.contains(WHY_SO_MANY)) {
                problems.add(file + ": " + classes + " classes: say why ('" + WHY_SO_MANY + "')");
            }
        }

        assertFalse(packages.isEmpty());
        assertEquals(List.of(), problems);
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path main : modules.map(module -> module.resolve("src/main/java")).filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(main)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        assertTrue(found.size() > 100, found.toString());
        return found;
    }
}
