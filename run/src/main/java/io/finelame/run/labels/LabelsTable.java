package io.finelame.run.labels;

import io.finelame.cli.file.InputException;
import io.finelame.cli.text.Nearest;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The cells of a labels.csv, whoever wrote it: a spreadsheet adds a byte order mark, CRLF, semicolons or tabs in place of commas
 * and lines of empty cells, and people add blanks around values and write column names in capitals.
 *
 * @param columns names in lower case, in the order of the cells
 * @param rows without the header line and without empty lines
 */
record LabelsTable(List<String> columns, List<Row> rows) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    /** Excel's way to say how cells are separated, as a first line. */
    private static final String SEPARATOR_LINE = "(?i)\"?sep=.\"?";

    /**
     * @param line the file's, from 1
     * @param cells [columns] without surrounding blanks
     */
    record Row(long line, List<String> cells) {}

    /**
     * @param path names the text in an error
     * @throws InputException if the text is not a table, or has other columns or one twice
     */
    static LabelsTable parse(Path path, String text, Set<String> known) {
        String body = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        String first = firstLine(body);
        boolean announced = first.matches(SEPARATOR_LINE);
        String header = announced ? firstLine(body.substring(body.indexOf(first) + first.length())) : first;
        char separator = separator(header);
        List<Row> rows = read(path, body, separator);
        if (announced) {
            rows.removeFirst();
        }
        if (rows.isEmpty()) {
            throw new InputException(path, "empty; expected a header line with the columns' names");
        }
        Row head = rows.removeFirst();
        List<String> columns = columns(path, head, known);
        return new LabelsTable(columns,
                rows.stream().map(row -> fitted(path, row, columns.size(), separator)).toList());
    }

    private static String firstLine(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
    }

    /** No column's name has any of these in it. */
    private static char separator(String header) {
        return header.indexOf(';') >= 0 ? ';' : header.indexOf('\t') >= 0 ? '\t' : ',';
    }

    private static List<Row> read(Path path, String text, char separator) {
        List<Row> rows = new ArrayList<>();
        CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(separator).setIgnoreSurroundingSpaces(true)
                .setIgnoreEmptyLines(true).get();
        long line = 0;
        try (CSVParser parser = format.parse(new StringReader(text))) {
            for (Iterator<CSVRecord> records = parser.iterator(); records.hasNext();) {
                CSVRecord record = records.next();
                line = parser.getCurrentLineNumber();
                List<String> cells = record.stream().map(LabelsTable::stripped).toList();
                if (!cells.stream().allMatch(String::isEmpty)) {
                    rows.add(new Row(line, cells));
                }
            }
            return rows;
        } catch (IOException | UncheckedIOException e) {
            throw new InputException(path, line + 1,
                    "a quoted cell that isn't closed, or text after its closing quote;"
                            + " expected \" at both ends of the cell, and \"\" for one inside it");
        }
    }

    /** Without blanks around it, of which spreadsheets know more than ASCII's. */
    private static String stripped(String cell) {
        int from = 0;
        int to = cell.length();
        while (from < to && isBlank(cell.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(cell.charAt(to - 1))) {
            to--;
        }
        return cell.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static List<String> columns(Path path, Row head, Set<String> known) {
        List<String> columns = new ArrayList<>(
                head.cells().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
        while (columns.getLast().isEmpty()) {
            columns.removeLast();
        }
        for (String column : columns) {
            if (column.isEmpty()) {
                throw new InputException(path, head.line(), "column " + (columns.indexOf(column) + 1)
                        + " has no name; expected " + Labels.EXPECTED_COLUMNS);
            }
            if (Collections.frequency(columns, column) > 1) {
                throw new InputException(path, head.line(),
                        "column '" + column + "' twice; expected each column once");
            }
        }
        if (!columns.contains("label")) {
            throw new InputException(path, head.line(), "no column 'label'; found " + String.join(", ", columns));
        }
        for (String column : columns) {
            if (!known.contains(column)) {
                throw new InputException(path, head.line(), "unknown column '" + column + "'"
                        + Nearest.hint(column, known) + "; expected " + Labels.EXPECTED_COLUMNS);
            }
        }
        return columns;
    }

    /** Empty cells beyond the last column are what a spreadsheet adds, any other is a mistake. */
    private static Row fitted(Path path, Row row, int columns, char separator) {
        List<String> cells = row.cells();
        if (cells.size() < columns || cells.stream().skip(columns).anyMatch(cell -> !cell.isEmpty())) {
            throw new InputException(path, row.line(), cells.size() + (cells.size() == 1 ? " cell" : " cells")
                    + "; expected " + columns + ", separated by " + name(separator) + " as in the first line");
        }
        return new Row(row.line(), cells.subList(0, columns));
    }

    private static String name(char separator) {
        return switch (separator) {
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            default -> "commas";
        };
    }

    /** Empty if there is no such column. */
    String cell(Row row, String column) {
        int place = columns.indexOf(column);
        return place < 0 ? "" : row.cells().get(place);
    }
}
