package io.finelame.record.table;

import io.finelame.cli.file.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

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
     * Writes a new {@link OutputFile}; if {@code source} throws, nothing stays.
     *
     * @throws FileAlreadyExistsException if {@code file} is a file already
     * @throws NoSuchFileException if its directory doesn't exist
     */
    public static void write(Path file, List<TableColumn> columns, Source source) throws IOException {
        OutputFile.requireNew(file);
        replace(file, columns, source);
    }

    /** As {@link #write}, or instead of what the file holds. */
    public static void replace(Path file, List<TableColumn> columns, Source source) throws IOException {
        OutputFile.write(file, out -> fill(out, columns, source));
    }

    private static void fill(OutputStream out, List<TableColumn> columns, Source source) throws IOException {
        ParquetRows rows = new ParquetRows(columns);
        try (ParquetWriter<Object[]> writer = new Builder(new ParquetStream(out), rows)
                .withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCodecFactory(new ZstdCodec()).withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP).build()) {
            source.writeTo(writer::write);
        }
    }

    private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
        private final ParquetRows rows;

        Builder(ParquetStream out, ParquetRows rows) {
            super(out);
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
