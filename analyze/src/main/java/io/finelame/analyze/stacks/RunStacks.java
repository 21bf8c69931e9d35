package io.finelame.analyze.stacks;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.run.Run;
import io.finelame.run.stacks.StackCount;
import io.finelame.run.stacks.StackSampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The sampled stacks of a run's test requests.
 *
 * @param sampling
 *            of all requests of the recording
 * @param groups
 *            those that have samples
 * @param byRow
 *            counts of the samples of a test request, by its row
 */
public record RunStacks(StackTree tree, StackSampling sampling, List<GroupSamples> groups,
        Map<Integer, List<StackCount>> byRow) {

    /** Of a run.json that doesn't say it: what recordings use by default. */
    private static final StackSampling DEFAULT = new StackSampling(10, 0, 0, 0);

    /** Requests that are compared with others. */
    public record Pair(GroupSamples of, GroupSamples against) {}

    /** Empty if the run has no stacks. */
    public static Optional<RunStacks> of(Evaluation evaluation) {
        Run run = evaluation.run();
        if (run.stacks().isEmpty()) {
            return Optional.empty();
        }
        StackTree tree = StackTree.of(run.stacks());
        Map<Integer, List<StackCount>> byRow = byRow(run);
        return Optional.of(new RunStacks(tree,
                run.info().stackSampling().orElse(DEFAULT),
                RequestGroup.of(evaluation).stream().map(group -> samples(group, evaluation, tree, byRow))
                        .filter(group -> group.requests() > 0).toList(),
                byRow));
    }

    private static Map<Integer, List<StackCount>> byRow(Run run) {
        Map<Long, Integer> rows = new HashMap<>();
        for (int row = 0; row < run.test().size(); row++) {
            rows.put(run.test().ids()[row], row);
        }
        Map<Integer, List<StackCount>> byRow = new HashMap<>();
        run.stacks().counts().forEach(count -> byRow
                .computeIfAbsent(rows.get(count.request()), _ -> new ArrayList<>()).add(count));
        return byRow;
    }

    private static GroupSamples samples(RequestGroup group, Evaluation evaluation, StackTree tree,
            Map<Integer, List<StackCount>> byRow) {
        List<Integer> rows = byRow.keySet().stream().filter(row -> group.has(evaluation, row)).toList();
        return new GroupSamples(group, rows.size(), own(tree, rows.stream().flatMap(row -> byRow.get(row).stream())));
    }

    /** [nodes] samples of all requests that end at each. */
    public long[] own() {
        return own(tree, byRow.values().stream().flatMap(List::stream));
    }

    /** [nodes] samples of a test request that end at each. */
    public long[] own(int row) {
        return own(tree, byRow.getOrDefault(row, List.of()).stream());
    }

    private static long[] own(StackTree tree, Stream<StackCount> counts) {
        long[] own = new long[tree.size()];
        counts.forEach(count -> own[tree.leaves()[count.stack()]] += count.samples());
        return own;
    }

    public Optional<GroupSamples> group(RequestGroup group) {
        return groups.stream().filter(each -> each.group() == group).findFirst();
    }

    /** Flagged requests against legitimate ones, and attacks against them; those that have samples. */
    public List<Pair> pairs() {
        return group(RequestGroup.LEGITIMATE).or(() -> group(RequestGroup.NOT_FLAGGED)).stream()
                .flatMap(against -> Stream.of(RequestGroup.FLAGGED, RequestGroup.ATTACKS)
                        .flatMap(group -> group(group).stream()).map(of -> new Pair(of, against)))
                .toList();
    }
}
