package io.finelame.run;

import io.finelame.cli.file.Checked;
import io.finelame.cli.text.OneLine;
import io.finelame.run.table.CellType;
import io.finelame.run.table.SweepColumn;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** A line of a sweep's runs.csv, docs/sweep.md, as it is written and read back. An empty cell is a value that doesn't apply. */
public final class SweepRow {
    private final String[] cells;

    private SweepRow(String[] cells) {
        this.cells = cells;
    }

    /** Without any value. */
    public static SweepRow empty() {
        String[] cells = new String[SweepColumn.values().length];
        Arrays.fill(cells, "");
        return new SweepRow(cells);
    }

    /**
     * @param line without its end
     * @throws IllegalArgumentException if it is not what {@link #line} makes
     */
    public static SweepRow parse(String line) {
        try (var parser = CSVFormat.DEFAULT.parse(new StringReader(line))) {
            Iterator<CSVRecord> records = parser.iterator();
            Checked.require(records.hasNext(), "expected a run");
            SweepRow row = new SweepRow(records.next().values());
            row.check();
            return row;
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("expected a line of CSV", e);
        }
    }

    private void check() {
        int columns = SweepColumn.values().length;
        Checked.require(cells.length == columns, cells.length + " cells: expected " + columns);
        Checked.require(has(SweepColumn.RUN), "expected a run's number");
        for (SweepColumn column : SweepColumn.values()) {
            String text = Checked.text(column.title(), text(column));
            Checked.require(text.isEmpty() || isOfType(column.type(), text), column.title() + ": found '" + text + "'");
        }
    }

    private static boolean isOfType(CellType type, String text) {
        try {
            switch (type) {
                case WHOLE -> Long.parseLong(text);
                case REAL -> Double.parseDouble(text);
                case ID, TEXT -> {
                }
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    public static String header() {
        return CSVFormat.DEFAULT.format(Stream.of(SweepColumn.values()).map(SweepColumn::title).toArray());
    }

    /** Without its end. */
    public String line() {
        return CSVFormat.DEFAULT.format((Object[]) cells);
    }

    /** Its first line. */
    public SweepRow set(SweepColumn column, String text) {
        cells[column.ordinal()] = OneLine.cell(text.lines().findFirst().orElse(""));
        return this;
    }

    public SweepRow set(SweepColumn column, long value) {
        cells[column.ordinal()] = Long.toString(value);
        return this;
    }

    /** NaN leaves it empty. */
    public SweepRow set(SweepColumn column, double value) {
        cells[column.ordinal()] = Double.isNaN(value) ? "" : Double.toString(value);
        return this;
    }

    public boolean has(SweepColumn column) {
        return !text(column).isEmpty();
    }

    public String text(SweepColumn column) {
        return cells[column.ordinal()];
    }

    /** NaN if the cell is empty. */
    public double real(SweepColumn column) {
        return has(column) ? Double.parseDouble(text(column)) : Double.NaN;
    }

    public long number() {
        return Long.parseLong(text(SweepColumn.RUN));
    }

    public String problem() {
        return text(SweepColumn.PROBLEM);
    }

    /** Its cells by column, without those that are empty. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (SweepColumn column : SweepColumn.values()) {
            if (has(column)) {
                fields.put(column.title(), column.type() == CellType.TEXT ? text(column) : (Object) real(column));
            }
        }
        return fields;
    }
}
