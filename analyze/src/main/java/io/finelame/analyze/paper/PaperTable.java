package io.finelame.analyze.paper;

import io.finelame.cli.text.FeatureUnit;
import io.finelame.cli.text.OneLine;
import java.util.List;
import java.util.Locale;

/**
 * A table for a paper.
 *
 * @param rows cells by column: String, Number (NaN if there is no value), or null
 */
public record PaperTable(String name, String caption, List<Column> columns, List<List<Object>> rows) {
    /** What a number is, and so how a paper rounds it. */
    public enum Kind {
        TEXT,
        /** Shown without the prefix that they share. */
        FEATURES, COUNT,
        /** From 0 to 1, shown in percent. */
        SHARE, SECONDS, DECIMAL,
        /** Text of a number. */
        FORMATTED
    }

    /** @param key the name in JSON, with the unit */
    public record Column(String title, String key, Kind kind) {
        boolean isText() {
            return kind == Kind.TEXT || kind == Kind.FEATURES;
        }

        /** A dash where there is no value. */
        String text(Object cell) {
            if (cell == null || cell instanceof Double number && number.isNaN()) {
                return "–";
            }
            return switch (kind) {
                case TEXT, FORMATTED -> OneLine.printable(cell.toString());
                case FEATURES -> OneLine.printable(cell.toString()).replace("REQ_", "").replace(" ", ", ");
                case COUNT -> String.format(Locale.ROOT, "%d", ((Number) cell).longValue());
                case SHARE -> String.format(Locale.ROOT, "%.2f %%", 100 * ((Number) cell).doubleValue());
                case SECONDS -> FeatureUnit.NANOSECONDS.format(1e9 * ((Number) cell).doubleValue());
                case DECIMAL -> String.format(Locale.ROOT, "%.3f", ((Number) cell).doubleValue());
            };
        }
    }

    public PaperTable {
        columns = List.copyOf(columns);
    }
}
