package io.finelame.run.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Prints the tables of columns in docs/run-directory.md and docs/sweep.md. */
public final class ColumnTables {
    private static final String HEADING = "column | unit | meaning |";

    private ColumnTables() {}

    /** @param arguments {@code run} or {@code sweep} */
    public static void main(String[] arguments) {
        (List.of(arguments).contains("sweep") ? sweep() : run()).forEach(System.out::println);
    }

    static Stream<String> sweep() {
        return Stream.concat(Stream.of("| " + HEADING, "| --- | --- | --- |"),
                Stream.of(SweepColumn.values()).map(column -> "|" + cells(column.column())));
    }

    /** Files with the same columns share their lines. */
    static Stream<String> run() {
        Map<List<CsvColumn>, String> files = new LinkedHashMap<>();
        for (RunFile file : RunFile.values()) {
            files.merge(file.columns(), "`" + file.name().toLowerCase(Locale.ROOT) + "`",
                    (one, other) -> one + ", " + other);
        }
        return Stream.concat(Stream.of("| file | " + HEADING, "| --- | --- | --- | --- |"),
                files.entrySet().stream().flatMap(entry -> entry.getKey().stream()
                        .map(column -> "| " + entry.getValue() + " |" + cells(column))));
    }

    private static String cells(CsvColumn column) {
        return (" `" + column.name() + "` | " + column.unit() + " | " + column.meaning() + " |").replace("|  |", "| |");
    }
}
