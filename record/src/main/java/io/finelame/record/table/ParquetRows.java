package io.finelame.record.table;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** How a table's columns and rows become Parquet's. Used by one writer. */
final class ParquetRows extends WriteSupport<Object[]> {
    private final List<TableColumn> columns;
    private RecordConsumer consumer;

    ParquetRows(List<TableColumn> columns) {
        this.columns = List.copyOf(columns);
    }

    private static Type type(TableColumn column) {
        return switch (column.type()) {
            case STRING -> Types.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType())
                    .named(column.name());
            case SIGNED -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
            case UNSIGNED -> Types.optional(PrimitiveTypeName.INT64).as(LogicalTypeAnnotation.intType(Long.SIZE, false))
                    .named(column.name());
            case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
        };
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(new MessageType("table", columns.stream().map(ParquetRows::type).toList()), Map.of());
    }

    @Override
    @SuppressWarnings("deprecation")
    public WriteContext init(Configuration configuration) {
        return init((ParquetConfiguration) null);
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(Object[] row) {
        if (row.length != columns.size()) {
            throw new IllegalArgumentException("a row of " + row.length + " values: expected " + columns.size());
        }
        consumer.startMessage();
        for (int column = 0; column < row.length; column++) {
            if (row[column] != null) {
                consumer.startField(columns.get(column).name(), column);
                write(columns.get(column).type(), row[column]);
                consumer.endField(columns.get(column).name(), column);
            }
        }
        consumer.endMessage();
    }

    private void write(TableColumn.Type type, Object value) {
        switch (type) {
            case STRING -> consumer.addBinary(Binary.fromString((String) value));
            case SIGNED, UNSIGNED -> consumer.addLong((Long) value);
            case DOUBLE -> consumer.addDouble((Double) value);
        }
    }
}
