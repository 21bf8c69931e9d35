package io.finelame.replay.run;

import io.finelame.cli.text.OneLine;
import io.finelame.record.summary.ProcessShares;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The lines of shares_L.csv: what each process used of a request's CPU time, processes of one name together. */
final class ShareFile {
    private ShareFile() {}

    /** Whether there is anything to distinguish. */
    static boolean isWorthwhile(ProcessShares shares) {
        return shares.processes().size() > 1;
    }

    static List<List<Object>> lines(ProcessShares shares, long request) {
        Map<String, Long> used = new TreeMap<>();
        shares.of(request).forEach(share -> used.merge(share.name(), share.cputimeNs(), Long::sum));
        List<List<Object>> lines = new ArrayList<>();
        used.forEach((name, ns) -> lines.add(List.of(Long.toUnsignedString(request), OneLine.cell(name), ns)));
        return lines;
    }
}
