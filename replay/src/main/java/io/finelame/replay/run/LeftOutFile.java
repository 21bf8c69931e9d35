package io.finelame.replay.run;

import io.finelame.record.config.LeaveOut;
import io.finelame.replay.requests.LeftOut;
import io.finelame.replay.requests.RequestTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** left_out_L.csv: each request that was left out, with what it used in all, and why. */
final class LeftOutFile {
    private LeftOutFile() {}

    static List<List<Object>> lines(LeftOut leftOut) {
        RequestTable table = leftOut.whole();
        List<List<Object>> lines = new ArrayList<>();
        for (Map.Entry<Integer, LeaveOut.Kind> entry : leftOut.rows().entrySet()) {
            int row = entry.getKey();
            int last = table.last(row);
            List<Object> line = new ArrayList<>(List.of(Long.toUnsignedString(table.ids()[row]), table.origins()[row],
                    table.firstTs().get(row), table.pointTs().get(last)));
            table.points().forEach(column -> line.add(column.get(last)));
            line.add(entry.getValue().recorded());
            lines.add(line);
        }
        return lines;
    }
}
