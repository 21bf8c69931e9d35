package io.finelame.run.table;

/**
 * A column of a CSV file.
 *
 * @param unit empty if it has none
 * @param meaning for the documents, in Markdown
 */
public record CsvColumn(String name, CellType type, String unit, String meaning) {}
