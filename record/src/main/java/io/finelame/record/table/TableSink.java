package io.finelame.record.table;

import java.io.IOException;

/** Takes a table's rows, one after another. */
@FunctionalInterface
public interface TableSink {
    /** @param row [columns] of the columns' types; the sink keeps no reference to it */
    void add(Object... row) throws IOException;
}
