package io.finelame.record.inspect;

import io.finelame.record.table.TableColumn;
import io.finelame.record.table.TableSink;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.util.List;

/** A recording as a table for other tools. */
sealed interface RecordingTable permits DatapointTable, EventTable, ShareTable, PeerTable {
    List<TableColumn> columns();

    /** Reads what is left of the recording; the table's rows go to {@code sink}. */
    void read(RecordingReader reader, TableSink sink) throws IOException;
}
