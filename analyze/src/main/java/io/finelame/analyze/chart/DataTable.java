package io.finelame.analyze.chart;

import io.finelame.cli.file.OutputFile;
import io.finelame.cli.text.OneLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The numbers behind a figure. NaN and null are written as empty cells. */
public final class DataTable {

    private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private final List<String> columns;
    private final List<Object[]> rows = new ArrayList<>();

    /**
     * @param columns
     *            names with their units
     */
    public DataTable(String... columns) {
        this.columns = List.of(columns);
    }

    public void add(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns);
        }
        rows.add(cells);
    }

    public void write(Path file) throws IOException {
        OutputFile.writeText(file, out -> {
            CSVPrinter printer = new CSVPrinter(out, FORMAT);
            printer.printRecord(columns);
            for (Object[] row : rows) {
                for (Object cell : row) {
                    printer.print(switch (cell) {
                        case Double number -> text(number);
                        case String text -> OneLine.cell(text);
                        case null, default -> cell;
                    });
                }
                printer.println();
            }
        });
    }

    /** Whole numbers without a fraction, as counters are. */
    private static String text(double number) {
        if (Double.isNaN(number)) {
            return "";
        }
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
        return whole ? Long.toString((long) number) : Double.toString(number);
    }
}
