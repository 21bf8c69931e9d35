package io.finelame.record;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;

/**
 * Writes a table as one Parquet file: version 1 pages with dictionaries, zstd. Signed integers are INT64, unsigned ones
 * INT64 of the logical type UINT_64, strings UTF-8, and each column is optional.
 *
 * <pre>
 * ParquetTable.write(file, List.of(TableColumn.string("run"), TableColumn.real("recall")), table -> {
 *     table.add("monday", 0.93);
 *     table.add("tuesday", null);
 * });
 * </pre>
 */
public final class ParquetTable {
    /** Bytes of a row group, which is what stands in memory: small enough for a small heap, large enough to read fast. */
    private static final long ROW_GROUP = 32 << 20;

    private ParquetTable() {}

    /** Where a table's rows come from. */
    @FunctionalInterface
    public interface Source {
        void writeTo(TableSink table) throws IOException;
    }

    /**
     * Writes beside {@code file} first and moves it there whole, readable to its owner alone; where {@code source} throws,
     * nothing stays.
     *
     * @throws FileAlreadyExistsException where {@code file} exists
     * @throws NoSuchFileException where its directory doesn't
     */
    public static void write(Path file, List<TableColumn> columns, Source source) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        Path beside = Files.createTempFile(directory, "." + file.getFileName(), ".part");
        // Interrupted, it leaves nothing behind; once moved, there is nothing to delete.
        beside.toFile().deleteOnExit();
        try {
            fill(beside, columns, source);
            Files.move(beside, file);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void fill(Path file, List<TableColumn> columns, Source source) throws IOException {
        ParquetRows rows = new ParquetRows(columns);
        try (ParquetWriter<Object[]> writer = new Builder(file, rows).withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCodecFactory(new ZstdCodec()).withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP).build()) {
            source.writeTo(writer::write);
        }
    }

    private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
        private final ParquetRows rows;

        Builder(Path file, ParquetRows rows) {
            super(new LocalOutputFile(file));
            this.rows = rows;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected ParquetRows getWriteSupport(ParquetConfiguration configuration) {
            return rows;
        }

        @Override
        @SuppressWarnings("deprecation")
        protected ParquetRows getWriteSupport(Configuration configuration) {
            return rows;
        }
    }
}
