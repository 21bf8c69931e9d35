package io.finelame.record.inspect;

import io.finelame.cli.file.InputException;
import io.finelame.record.summary.ProcessShares;
import io.finelame.record.table.TableColumn;
import io.finelame.record.table.TableSink;
import io.finelame.recording.Document;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A row for each process of each request: the CPU time that it used for it. */
record ShareTable() implements RecordingTable {
    /** @throws InputException if processes were not distinguished */
    static ShareTable of(Path directory, RecordingHeader header) {
        if (!new ProcessShares(header).isRecorded()) {
            throw new InputException(
                    directory + ": has no CPU time by process; expected a recording of this version or a later one");
        }
        return new ShareTable();
    }

    @Override
    public List<TableColumn> columns() {
        return List.of(TableColumn.unsigned("req_id"), TableColumn.signed("pid"), TableColumn.string("process"),
                TableColumn.signed("cputime"));
    }

    @Override
    public void read(RecordingReader reader, TableSink sink) throws IOException {
        ProcessShares shares = new ProcessShares(reader.header());
        while (reader.next() instanceof Document document) {
            shares.add(document);
        }
        for (long request : shares.requests()) {
            for (ProcessShares.Share share : shares.of(request)) {
                sink.add(share.request(), (long) share.process(), share.name(), share.cputimeNs());
            }
        }
    }
}
