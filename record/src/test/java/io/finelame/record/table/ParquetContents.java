package io.finelame.record.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A Parquet file as the library's own reader sees it. */
public record ParquetContents(MessageType schema, int rowGroups, List<List<Object>> rows) {
    public static ParquetContents read(Path file) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ZstdCodec()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            List<List<Object>> rows = new ArrayList<>();
            while (reader.readNextRowGroup() instanceof PageReadStore pages) {
                RecordReader<Group> groups = new ColumnIOFactory().getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long row = 0; row < pages.getRowCount(); row++) {
                    rows.add(values(groups.read()));
                }
            }
            return new ParquetContents(schema, reader.getRowGroups().size(), rows);
        }
    }

    private static List<Object> values(Group row) {
        return IntStream.range(0, row.getType().getFieldCount()).mapToObj(column -> value(row, column))
                .collect(ArrayList::new, List::add, List::addAll);
    }

    private static Object value(Group row, int column) {
        if (row.getFieldRepetitionCount(column) == 0) {
            return null;
        }
        PrimitiveTypeName type = row.getType().getType(column).asPrimitiveType().getPrimitiveTypeName();
        return switch (type) {
            case INT64 -> row.getLong(column, 0);
            case DOUBLE -> row.getDouble(column, 0);
            case BINARY -> row.getString(column, 0);
            default -> throw new IllegalArgumentException(type.toString());
        };
    }
}
