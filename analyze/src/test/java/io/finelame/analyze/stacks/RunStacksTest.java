package io.finelame.analyze.stacks;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.run.DemoRun;
import io.finelame.run.RunDirectory;
import io.finelame.run.labels.Labels;
import io.finelame.run.stacks.StackCount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Stacks that {@code perf} found in Node.js: of a regular expression that backtracks, and of pages that are rendered. */
class RunStacksTest {

    private static final double NEAR = 1e-12;

    @TempDir
    Path directory;
    private DemoRun demo;

    @BeforeEach
    void copy() throws IOException {
        demo = DemoRun.copyTo(directory).withStacks();
    }

    private RunStacks labelled() {
        return RunStacks.of(Evaluation.of(RunDirectory.read(directory),
                Optional.of(Labels.read(demo.file("labels.csv"))))).orElseThrow();
    }

    @Test
    void of_labelledRun_hasAttacksFlaggedAndLegitimateRequests() {
        assertEquals(List.of(RequestGroup.ATTACKS, RequestGroup.FLAGGED, RequestGroup.LEGITIMATE),
                labelled().groups().stream().map(GroupSamples::group).toList());
        assertEquals(2, labelled().pairs().size());
    }

    @Test
    void of_runWithoutLabels_comparesFlaggedRequestsWithTheOthers() {
        RunStacks stacks = RunStacks.of(Evaluation.of(RunDirectory.read(directory), Optional.empty())).orElseThrow();
        assertEquals(RequestGroup.NOT_FLAGGED, stacks.pairs().getFirst().against().group());
        assertEquals(Arrays.stream(stacks.own()).sum(),
                stacks.groups().stream().mapToLong(GroupSamples::samples).sum());
    }

    @Test
    void of_runWithoutStacks_isEmpty() {
        assertTrue(RunStacks.of(Evaluation.of(RunDirectory.read(DemoRun.ORIGINAL), Optional.empty())).isEmpty());
    }

    @Test
    void own_ofARequest_hasItsSamples() {
        RunStacks stacks = labelled();
        int row = stacks.byRow().keySet().iterator().next();
        assertEquals(stacks.byRow().get(row).stream().mapToLong(StackCount::samples).sum(),
                Arrays.stream(stacks.own(row)).sum());
    }

    @Test
    void hottest_ofFlaggedRequests_isTheMatcherOfRegularExpressions() {
        RunStacks stacks = labelled();
        List<HottestFunctions.Hot> hottest = HottestFunctions.of(stacks.tree(), stacks.pairs().getFirst(), 2);
        assertEquals("v8::internal::(anonymous namespace)::RawMatch<unsigned char>",
                hottest.getFirst().frame().name());
        assertTrue(hottest.getFirst().share() > 0.5);
        assertEquals(0, hottest.getFirst().shareAgainst());
        assertEquals("RegExp:^([a-zA-Z]+)*$", hottest.getLast().frame().name());
    }

    @Test
    void flameGraph_ofAttacks_isNestedAndWithoutOverlap() {
        RunStacks stacks = labelled();
        FlameGraph graph = FlameGraph.of(stacks.tree(), stacks.group(RequestGroup.ATTACKS).orElseThrow());
        for (int level = 1; level < graph.levels(); level++) {
            List<FlameGraph.Box> below = boxes(graph, level - 1);
            double end = 0;
            for (FlameGraph.Box box : boxes(graph, level)) {
                assertTrue(box.from() >= end - NEAR, box.toString());
                assertTrue(below.stream().anyMatch(each -> each.from() <= box.from() + NEAR
                        && each.to() >= box.to() - NEAR), box.toString());
                end = box.to();
            }
        }
    }

    private static List<FlameGraph.Box> boxes(FlameGraph graph, int level) {
        return graph.boxes().stream().filter(box -> box.level() == level).toList();
    }

    @Test
    void flameGraph_ofAPair_differsWhereOnlyOneGroupIs() {
        RunStacks stacks = labelled();
        FlameGraph graph = FlameGraph.of(stacks.tree(), stacks.pairs().getFirst());
        assertEquals(0, graph.boxes().getFirst().difference());
        assertEquals(1, difference(graph, "JS:~checkName redos.js:3:19"));
        assertTrue(difference(graph, "uv__server_io") < -0.5);
    }

    private static double difference(FlameGraph graph, String name) {
        return graph.boxes().stream().filter(box -> box.frame().name().equals(name)).findFirst().orElseThrow()
                .difference();
    }

    @Test
    void flameGraph_functionsBelowAThousandth_areCountedAndNotDrawn() {
        RunStacks stacks = labelled();
        FlameGraph graph = FlameGraph.of(stacks.tree(), stacks.pairs().getFirst());
        assertTrue(graph.hidden() > 0);
        assertTrue(graph.boxes().stream().allMatch(box -> box.to() - box.from() >= FlameGraph.LEAST_SHARE - NEAR));
    }
}
