package io.finelame.record.table;

import io.finelame.cli.text.OneLine;
import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Prints a table as CSV: a header line, {@code \n} line ends, empty if a value is null. */
public final class CsvTable implements TableSink {
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private final CSVPrinter printer;
    private final List<TableColumn> columns;

    public CsvTable(Appendable out, List<TableColumn> columns) throws IOException {
        this.columns = columns;
        printer = new CSVPrinter(out, FORMAT);
        printer.printRecord(columns.stream().map(TableColumn::name).map(OneLine::printable).toList());
    }

    @Override
    public void add(Object... row) throws IOException {
        for (int column = 0; column < row.length; column++) {
            printer.print(cell(columns.get(column), row[column]));
        }
        printer.println();
    }

    private static Object cell(TableColumn column, Object value) {
        return switch (value) {
            case Long number when column.type() == TableColumn.Type.UNSIGNED -> Long.toUnsignedString(number);
            case String text -> OneLine.cell(text);
            case null, default -> value;
        };
    }
}
