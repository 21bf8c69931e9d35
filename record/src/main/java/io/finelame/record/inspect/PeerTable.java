package io.finelame.record.inspect;

import io.finelame.record.summary.PeerSum;
import io.finelame.record.summary.PeerSums;
import io.finelame.record.table.TableColumn;
import io.finelame.record.table.TableSink;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.util.List;

/** A row for each peer: what its requests have used together. */
public record PeerTable() implements RecordingTable {
    @Override
    public List<TableColumn> columns() {
        return List.of(TableColumn.string("peer"), TableColumn.signed("requests"), TableColumn.signed("most_at_once"),
                TableColumn.signed("connections"), TableColumn.signed("cputime"), TableColumn.signed("tcp_rcvd"),
                TableColumn.signed("tcp_sent"), TableColumn.signed("first_ts"), TableColumn.signed("last_ts"),
                TableColumn.signed("flagged"));
    }

    /** In the order of the columns; null if the recording doesn't have them. */
    public static Object[] row(PeerSum sum) {
        return new Object[]{sum.peer(), sum.requests(), sum.mostAtOnce(), known(sum.connections()), sum.cputimeNs(),
                sum.received(), sum.sent(), sum.firstTs(), sum.lastTs(), known(sum.flagged())};
    }

    private static Long known(long count) {
        return count < 0 ? null : count;
    }

    @Override
    public void read(RecordingReader reader, TableSink sink) throws IOException {
        for (PeerSum sum : PeerSums.read(reader).peers()) {
            sink.add(row(sum));
        }
    }
}
