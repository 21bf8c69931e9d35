package io.finelame.run;

import com.univocity.parsers.common.TextParsingException;
import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.file.WrappedError;
import io.finelame.run.table.CsvColumn;
import io.finelame.run.table.RunColumns;
import io.finelame.run.table.RunFile;
import io.finelame.run.table.SweepColumn;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.AddCellToColumnException;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * A CSV file with a header line. Every cell that is asked for must be there and of its type; what isn't is reported
 * with the file's name and line.
 */
public final class CsvFile {

    private static final int MAX_CELL = 1 << 16;
    /** Counters are unsigned 64-bit numbers, and distances of them signed ones. */
    private static final double MOST = 0x1p64;
    /** 146 years: differences between times are 64-bit numbers, too. */
    private static final long LATEST = Long.MAX_VALUE / 2;

    private final Path path;
    private final Table table;

    private CsvFile(Path path, Table table) {
        this.path = path;
        this.table = table;
    }

    /**
     * @param types
     *            the type of each column by its name; {@link ColumnType#SKIP} leaves one out
     * @throws InputException
     *             if the file is missing, ragged, has two columns of one name or a cell of the wrong type
     */
    public static CsvFile read(Path path, Function<String, ColumnType> types) {
        InputFile.problem(path).ifPresent(problem -> {
            throw new InputException(path, problem);
        });
        Table table = table(path, types);
        if (table.columnCount() == 0) {
            throw new InputException(path, "empty; expected a header line with the columns' names");
        }
        return new CsvFile(path, table);
    }

    /** A file of a run directory. */
    static CsvFile read(Path path, RunFile file) {
        return read(path, column -> switch (file.type(column)) {
            case ID, TEXT -> ColumnType.STRING;
            case WHOLE -> ColumnType.LONG;
            case REAL -> ColumnType.DOUBLE;
        });
    }

    private static Table table(Path path, Function<String, ColumnType> types) {
        try (var reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            // An empty cell is the only missing value: "NA" and "null" are labels like any other.
            var options = CsvReadOptions.builder(reader).header(true).sample(false).missingValueIndicator("")
                    .escapeChar('"').maxCharsPerColumn(MAX_CELL).columnTypes(types);
            return Table.read().usingOptions(options);
        } catch (AddCellToColumnException | IOException | TextParsingException | IllegalArgumentException
                | IllegalStateException | IndexOutOfBoundsException e) {
            WrappedError.rethrow(e);
            throw problem(path, e);
        }
    }

    private static InputException problem(Path path, Exception e) {
        return switch (e) {
            case AddCellToColumnException cell ->
                new InputException(path, lineOf(path, cell.getRowNumber()), describe(cell));
            case IOException io -> new InputException(path, "can't be read as UTF-8 text: " + firstLine(io));
            case TextParsingException text -> new InputException(path, text.getLineIndex() + 1, describe(text));
            default -> new InputException(path, firstLine(e));
        };
    }

    Path path() {
        return path;
    }

    public int rows() {
        return table.rowCount();
    }

    List<String> columns() {
        return table.columnNames();
    }

    /** The library finds a column by its name in any case, whose type is that of another name. */
    boolean has(String column) {
        return columns().contains(column);
    }

    long[] longs(CsvColumn column) {
        requireComplete(column.name(), "a whole number");
        return table.longColumn(column.name()).asLongArray();
    }

    /** CLOCK_MONOTONIC ns. */
    long[] times(CsvColumn column) {
        long[] times = longs(column);
        for (int row = 0; row < times.length; row++) {
            if (times[row] < 0 || times[row] > LATEST) {
                throw error(row, column.name() + " is " + times[row] + "; expected nanoseconds from 0 to " + LATEST);
            }
        }
        return times;
    }

    /** Values of a feature, or of another counter. */
    double[] counters(String column) {
        return requireRange(column, 0, doubles(column));
    }

    /** Sums of distances. */
    double[] distances(String column) {
        return requireRange(column, -MOST, doubles(column));
    }

    private double[] requireRange(String column, double least, double[] values) {
        for (int row = 0; row < values.length; row++) {
            if (!(values[row] >= least && values[row] <= MOST)) {
                throw error(row, column + " is " + values[row] + "; expected " + (least == 0 ? "0" : "-2^64")
                        + " to 2^64");
            }
        }
        return values;
    }

    double[] doubles(CsvColumn column) {
        return doubles(column.name());
    }

    double[] doubles(String column) {
        requireComplete(column, "a number");
        return table.doubleColumn(column).asDoubleArray();
    }

    /** NaN if a cell is empty. */
    double[] doublesOrNaN(CsvColumn column) {
        return table.doubleColumn(require(column.name())).asDoubleArray();
    }

    /** The cells as text, empty if the cell is. */
    String[] texts(CsvColumn column) {
        return texts(column.name());
    }

    /** The cells as text, empty if the cell is. */
    public String[] texts(String column) {
        return table.stringColumn(require(column)).asObjectArray();
    }

    public String text(SweepColumn column, int row) {
        return table.stringColumn(column.title()).get(row);
    }

    /** NaN if the cell, which was read as text, is empty. */
    public double number(SweepColumn column, int row) {
        String text = text(column, row);
        try {
            return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw error(row, column.title() + " is '" + text + "'; expected a number");
        }
    }

    /** Request ids: unsigned 64-bit numbers, kept in the bits of a long. */
    long[] requestIds() {
        String[] cells = texts(RunColumns.REQ_ID);
        long[] ids = new long[cells.length];
        for (int row = 0; row < ids.length; row++) {
            try {
                ids[row] = Long.parseUnsignedLong(cells[row]);
            } catch (NumberFormatException e) {
                throw error(row, "req_id is '" + cells[row] + "'; expected an unsigned 64-bit number");
            }
        }
        return ids;
    }

    /** What is wrong in a row, counted from 0 without the header. */
    public InputException error(int row, String message) {
        return new InputException(path, lineOf(path, row + 1L), message);
    }

    private void requireComplete(String column, String expected) {
        Column<?> cells = table.column(require(column));
        for (int row = 0; row < cells.size(); row++) {
            if (cells.isMissing(row)) {
                throw error(row, column + " is empty or not a number; expected " + expected);
            }
        }
    }

    private String require(String column) {
        if (!has(column)) {
            throw new InputException(path, 1, "no column '" + column + "'; found " + String.join(", ", columns()));
        }
        return column;
    }

    private static String describe(TextParsingException e) {
        return e.getCause() instanceof CharacterCodingException
                ? "can't be read as UTF-8 text"
                : "a cell of more than " + MAX_CELL + " characters, or more columns than a run has";
    }

    private static String describe(AddCellToColumnException e) {
        if (e.getCause() instanceof NumberFormatException cause) {
            String text = firstLine(cause);
            int quoted = text.indexOf('"');
            return e.getColumnName() + " is " + (quoted < 0 ? "not a number" : text.substring(quoted))
                    + "; expected a number";
        }
        return e.getCause() == null ? firstLine(e) : firstLine(e.getCause());
    }

    private static String firstLine(Throwable e) {
        return e.getMessage() == null
                ? "can't be read as CSV"
                : e.getMessage().lines().findFirst().orElse("");
    }

    /** The line of the n-th row after the header, both from 1: the reader skips empty lines, an editor doesn't. */
    private static long lineOf(Path path, long n) {
        long line = 0;
        long row = -1;
        try (var lines = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                line++;
                if (!text.isEmpty() && ++row == n) {
                    return line;
                }
            }
        } catch (IOException e) {
            return n + 1;
        }
        return line;
    }
}
