package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Scale;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.stacks.FlameGraph;
import io.finelame.analyze.stacks.FoldedStacks;
import io.finelame.analyze.stacks.FrameKind;
import io.finelame.analyze.stacks.GroupSamples;
import io.finelame.analyze.stacks.RequestGroup;
import io.finelame.analyze.stacks.RunStacks;
import io.finelame.analyze.stacks.StackTree;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** In which code requests use CPU time: flame graphs of attacks and of flagged requests, and of both against legitimate requests. */
final class FlameFigures {

    private static final String NO_ATTACKS = "needs --labels that name attacks with samples of their stacks";
    private static final String NOTHING_FLAGGED = "no flagged request has samples of its stacks";
    private static final String NOTHING_TO_COMPARE = "needs samples of the stacks of both";
    private static final String ATTACKS_COMPARED = "flame-attack-against-legitimate";
    private static final int WIDTH = 504;
    private static final int LEVEL = 9;
    private static final int FEWEST_LEVELS = 6;
    private static final int TITLE_AND_AXIS = 46;

    private final RunStacks stacks;
    private final StackTree tree;
    private final RequestGroup against;

    FlameFigures(RunStacks stacks, boolean labelled) {
        this.stacks = stacks;
        this.tree = stacks.tree();
        this.against = labelled ? RequestGroup.LEGITIMATE : RequestGroup.NOT_FLAGGED;
    }

    void addTo(FigureSet figures) {
        stacks.group(RequestGroup.ATTACKS).ifPresentOrElse(group -> figures.print(figure("flame-attacks", group)),
                () -> figures.leaveOut("flame-attacks", NO_ATTACKS));
        stacks.group(RequestGroup.FLAGGED).ifPresentOrElse(group -> figures.print(figure("flame-flagged", group)),
                () -> figures.leaveOut("flame-flagged", NOTHING_FLAGGED));
        compare(RequestGroup.FLAGGED, figures);
        if (against == RequestGroup.LEGITIMATE) {
            compare(RequestGroup.ATTACKS, figures);
        } else {
            figures.leaveOut(ATTACKS_COMPARED, NO_ATTACKS);
        }
    }

    private void compare(RequestGroup of, FigureSet figures) {
        String name = "flame-" + of.key() + "-against-" + against.key();
        stacks.pairs().stream().filter(pair -> pair.of().group() == of).findFirst()
                .ifPresentOrElse(pair -> figures.print(figure(name, pair)),
                        () -> figures.leaveOut(name, NOTHING_TO_COMPARE));
    }

    private Figure figure(String name, GroupSamples group) {
        FlameGraph graph = FlameGraph.of(tree, group);
        List<Figure.Key> legend = Arrays.stream(FrameKind.values())
                .filter(kind -> graph.boxes().stream().anyMatch(box -> box.frame().kind() == kind))
                .map(kind -> key(kind.title(), FlameColours.of(kind))).toList();
        return figure(name, graph, samples(group), "share of the samples", legend,
                box -> FlameColours.of(box.frame().kind()), () -> data(group));
    }

    private Figure figure(String name, RunStacks.Pair pair) {
        FlameGraph graph = FlameGraph.of(tree, pair);
        String other = pair.against().group().title();
        List<Figure.Key> legend = List.of(key("only " + pair.of().group().title(), FlameColours.FIRST),
                key("3 times the share", FlameColours.of(0.5)), key("same share", FlameColours.SAME),
                key("a third of it", FlameColours.of(-0.5)), key("only " + other, FlameColours.OTHER));
        return figure(name, graph, samples(pair.of()) + ", " + samples(pair.against()),
                "mean of both shares of the samples", legend, box -> FlameColours.of(box.difference()),
                () -> data(pair));
    }

    private static Figure.Key key(String name, Color color) {
        return new Figure.Key(name, FlameColours.swatch(color));
    }

    private static String samples(GroupSamples group) {
        return String.format(Locale.ROOT, "%,d samples of %,d %s", group.samples(), group.requests(),
                group.group().title());
    }

    private static Figure figure(String name, FlameGraph graph, String title, String axis, List<Figure.Key> legend,
            Function<FlameGraph.Box, Color> fill, Supplier<DataTable> data) {
        int levels = Math.max(FEWEST_LEVELS, graph.levels());
        Axis x = Axis.linear(axis + hidden(graph), 0, 1, TickLabels.PERCENT);
        Axis y = new Axis(null, Scale.LINEAR, 0, levels, List.of(), List.of());
        List<Layer.Box> boxes = graph.boxes().stream().map(box -> new Layer.Box(box.from(), box.to(), box.level(),
                box.frame().name(), fill.apply(box))).toList();
        Panel panel = new Panel(title, x, y,
                List.of(new Layer.Boxes("flame", boxes, FlameColours.swatch(Style.INK))));
        return new Figure(name, new Figure.Size(WIDTH, TITLE_AND_AXIS + levels * LEVEL), 1, List.of(panel), legend,
                data);
    }

    private static String hidden(FlameGraph graph) {
        return graph.hidden() == 0
                ? ""
                : String.format(Locale.ROOT, "; %,d function%s below 0.1 %%%s not drawn", graph.hidden(),
                        graph.hidden() == 1 ? "" : "s",
                        graph.levels() == FlameGraph.MOST_LEVELS ? ", or above level " + graph.levels() + "," : "");
    }

    private DataTable data(GroupSamples group) {
        DataTable data = new DataTable("stack", "samples");
        IntStream.range(1, tree.size()).filter(node -> group.own()[node] > 0)
                .forEach(node -> data.add(FoldedStacks.of(tree, node), group.own()[node]));
        return data;
    }

    private DataTable data(RunStacks.Pair pair) {
        DataTable data = new DataTable("stack", column(pair.of()), column(pair.against()));
        long[] of = pair.of().own();
        long[] other = pair.against().own();
        IntStream.range(1, tree.size()).filter(node -> of[node] + other[node] > 0)
                .forEach(node -> data.add(FoldedStacks.of(tree, node), of[node], other[node]));
        return data;
    }

    private static String column(GroupSamples group) {
        return "samples_" + group.group().key().replace('-', '_');
    }
}
