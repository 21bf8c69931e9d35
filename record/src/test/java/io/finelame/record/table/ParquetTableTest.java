package io.finelame.record.table;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Written by us, read back by the library's reader. */
class ParquetTableTest {
    private static final List<TableColumn> COLUMNS = List.of(TableColumn.string("origin"), TableColumn.signed("delta"),
            TableColumn.unsigned("counter"), TableColumn.real("score"));
    private static final List<List<Object>> EXTREMES = List.of(
            Arrays.asList(null, "", "::1", "söze 你好 𝄞", "\0", "x".repeat(70_000)),
            Arrays.asList(null, 0L, -1L, 1L, Long.MIN_VALUE, Long.MAX_VALUE),
            Arrays.asList(null, 0L, -1L, 1L, Long.MIN_VALUE, Long.MAX_VALUE),
            Arrays.asList(null, 0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE));

    @TempDir
    private Path directory;

    private void write(Path file, List<List<Object>> rows) throws IOException {
        ParquetTable.write(file, COLUMNS, table -> {
            for (List<Object> row : rows) {
                table.add(row.toArray());
            }
        });
    }

    private static List<Object> randomRow(Random random) {
        List<Object> row = new ArrayList<>();
        EXTREMES.forEach(values -> row.add(values.get(random.nextInt(values.size()))));
        return row;
    }

    @Test
    void write_extremeAndMissingValues_areReadBackAsTheyWere() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            List<List<Object>> rows = Stream.generate(() -> randomRow(random)).limit(random.nextInt(40)).toList();
            Path file = directory.resolve(i + ".parquet");
            write(file, rows);

            assertEquals(rows, ParquetContents.read(file).rows());
        }
    }

    @Test
    void write_columns_haveTheTypesThatReadersExpect() throws Exception {
        Path file = directory.resolve("table.parquet");
        write(file, List.of());

        assertEquals("""
                     message table {
                       optional binary origin (STRING);
                       optional int64 delta;
                       optional int64 counter (INTEGER(64,false));
                       optional double score;
                     }
                     """, ParquetContents.read(file).schema().toString());
    }

    /** 4 KiB that hardly compress. */
    private static String randomText(Random random) {
        byte[] bytes = new byte[3072];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    @Tag("slow")
    void write_moreThanARowGroup_isSplitAndWhole() throws Exception {
        Path file = directory.resolve("table.parquet");
        int count = 20_000;
        ParquetTable.write(file, List.of(TableColumn.string("text"), TableColumn.signed("row")), table -> {
            Random random = new Random(2);
            for (long row = 0; row < count; row++) {
                table.add(randomText(random), row);
            }
        });

        ParquetContents contents = ParquetContents.read(file);
        Random random = new Random(2);
        assertTrue(contents.rowGroups() > 1);
        assertEquals(count, contents.rows().size());
        for (int row = 0; row < count; row++) {
            assertEquals(List.of(randomText(random), (long) row), contents.rows().get(row));
        }
    }

    @Test
    void write_fileExists_refusesAndLeavesIt() throws Exception {
        Path file = Files.writeString(directory.resolve("table.parquet"), "mine");

        assertThrows(FileAlreadyExistsException.class, () -> write(file, List.of()));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void write_noSuchDirectory_namesIt() {
        Path missing = directory.resolve("missing");

        assertEquals(missing.toString(), assertThrows(NoSuchFileException.class,
                () -> write(missing.resolve("table.parquet"), List.of())).getMessage());
    }

    @Test
    void write_sourceFailsHalfway_leavesNothing() throws Exception {
        assertThrows(IllegalStateException.class,
                () -> ParquetTable.write(directory.resolve("table.parquet"), COLUMNS, table -> {
                    table.add("::1", 1L, 1L, 1.0);
                    throw new IllegalStateException();
                }));

        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void write_rowTooShort_refuses() {
        assertEquals("a row of 1 values: expected 4", assertThrows(IllegalArgumentException.class,
                () -> write(directory.resolve("table.parquet"), List.of(List.of("::1")))).getMessage());
    }

    @Test
    void write_table_isItsOwnersAlone() throws Exception {
        Path file = directory.resolve("table.parquet");
        write(file, List.of());

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
}
