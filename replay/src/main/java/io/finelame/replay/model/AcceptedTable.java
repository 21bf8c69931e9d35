package io.finelame.replay.model;

import io.finelame.cli.text.FeatureUnit;
import io.finelame.cli.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What each cluster of a model accepts, feature by feature, in units that people read. */
public final class AcceptedTable {
    private AcceptedTable() {}

    /** A line for each feature under a heading; none for a model of a version that didn't say. */
    public static List<String> of(Model model) {
        if (model.accepts() == null || model.typical() == null) {
            return List.of();
        }
        TextTable table = new TextTable("l" + "r".repeat(1 + model.k()));
        List<String> heading = new ArrayList<>(List.of("accepts up to", "typical"));
        for (int j = 0; j < model.k(); j++) {
            heading.add(String.format(Locale.ROOT, "cluster %d (%,d)", j, model.clusterSizes()[j]));
        }
        table.row(heading.toArray(String[]::new));
        for (int f = 0; f < model.features().size(); f++) {
            FeatureUnit unit = FeatureUnit.of(model.features().get(f));
            List<String> row = new ArrayList<>(List.of(model.features().get(f), unit.format(model.typical()[f])));
            for (int j = 0; j < model.k(); j++) {
                double accepted = model.accepts()[j][f];
                row.add(accepted >= Long.MAX_VALUE ? "any" : unit.format(accepted));
            }
            table.row(row.toArray(String[]::new));
        }
        return table.lines();
    }
}
