package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.figures.Axis;
import io.finelame.analyze.figures.DataTable;
import io.finelame.analyze.figures.Figure;
import io.finelame.analyze.figures.Layer;
import io.finelame.analyze.figures.Panel;
import io.finelame.analyze.figures.Style;
import io.finelame.cli.text.FeatureUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Cumulative distributions over requests of when they were flagged and of what that saved: a curve per attack, or per
 * run. Curves end at the share of requests that were flagged.
 */
final class DetectionFigures {

    private final String things;
    private final String column;
    private final List<Named> groups;

    /** Some requests, such as those of one attack. */
    record Named(String name, EarlyDetection early) {}

    /**
     * @param things
     *            what the y axis counts
     * @param column
     *            what the groups are, in the data
     */
    DetectionFigures(String things, String column, List<Named> groups) {
        this.things = things;
        this.column = column;
        this.groups = groups.stream().filter(group -> group.early().flagged() > 0).toList();
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** Whether any flagged request has CPU time that could be saved. */
    boolean hasCosts() {
        return groups.stream().anyMatch(group -> group.early().cpuSaved().length > 0);
    }

    Figure detectionTime(String name) {
        DataTable data = new DataTable(column, "share_of_requests", "first_update_to_detection_s");
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            Named group = groups.get(i);
            double[] seconds = group.early().secondsToDetection();
            double[] shares = shares(group, seconds.length);
            for (int request = 0; request < seconds.length; request++) {
                data.add(group.name(), shares[request], seconds[request]);
            }
            layers.add(curve(i, seconds, shares));
        }
        Axis x = Axis.Log.of("time from first update to detection",
                groups.stream().flatMapToDouble(group -> DoubleStream.of(group.early().secondsToDetection())),
                TickLabels.SECONDS);
        return Figure.of(name, Figure.Size.COLUMN,
                new Panel(null, x, RankingFigures.share(things + " flagged"), layers), data);
    }

    /** As a share of each request's CPU time, and in CPU time. */
    Figure costSaved(String name) {
        DataTable data = new DataTable(column, "share_of_requests", "cpu_time_saved_share", "cpu_time_saved_ns");
        List<Layer> relative = new ArrayList<>();
        List<Layer> absolute = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            Named group = groups.get(i);
            double[] saved = group.early().cpuSaved();
            double[] savedShares = group.early().savedShares();
            double[] shares = shares(group, saved.length);
            for (int request = 0; request < saved.length; request++) {
                data.add(group.name(), shares[request], savedShares[request], saved[request]);
            }
            relative.add(curve(i, savedShares, shares));
            absolute.add(curve(i, saved, shares));
        }
        Axis y = RankingFigures.share(things);
        Axis cpuTime = Axis.Log.of("CPU time saved",
                groups.stream().flatMapToDouble(group -> DoubleStream.of(group.early().cpuSaved())),
                TickLabels.of(FeatureUnit.NANOSECONDS));
        List<Panel> panels = List.of(new Panel(null, RankingFigures.share("share of CPU time saved"), y, relative),
                new Panel(null, cpuTime, y, absolute));
        return new Figure(name, Figure.Size.WIDE, 2, panels, panels.getFirst().keys(), data);
    }

    /** [flagged] of all the group's requests, how many are at or below each. */
    private static double[] shares(Named group, int flagged) {
        double[] shares = new double[flagged];
        Arrays.setAll(shares, i -> (i + 1.0) / group.early().requests());
        return shares;
    }

    private Layer curve(int i, double[] values, double[] shares) {
        double[] x = new double[values.length + 1];
        double[] y = new double[x.length];
        System.arraycopy(values, 0, x, 1, values.length);
        System.arraycopy(shares, 0, y, 1, values.length);
        x[0] = values.length == 0 ? Double.NaN : values[0];
        return Layer.Line.acrossFirst(groups.get(i).name(), Style.ofLine(i), x, y);
    }
}
