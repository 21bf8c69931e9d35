package io.finelame.run.table;

import java.util.List;

/** The columns of a run directory's CSV files. */
public final class RunColumns {
    public static final CsvColumn REQ_ID = id("req_id", "the request's number");
    public static final CsvColumn ORIGIN_IP = text("origin_ip",
            "the peer's address (`127.0.0.1`, `2001:db8::1`); empty if the request never received on TCP");
    public static final CsvColumn ORIGIN_TS = whole("origin_ts", "ns", "first update");
    public static final CsvColumn COMPLETION_TS = whole("completion_ts", "ns", "last update");
    /** Stands for a column of each feature that was recorded. */
    public static final CsvColumn FEATURES = new CsvColumn("features…", CellType.REAL, "their own",
            "every feature that was recorded, not only those of the model, with the unit that [features](features.md) has");
    public static final CsvColumn CLUSTER_LABEL = whole("cluster_label", "", "nearest cluster, from 0");

    public static final CsvColumn SCORE = real("score", "fixed point",
            "distance to the nearest cluster at the request's last update");
    public static final CsvColumn DETECTION_TS = whole("detection_ts", "ns",
            "the update that flagged the request; 0 if none did");
    public static final CsvColumn DETECTION_CPUTIME = real("detection_cputime", "ns",
            "CPU time that it had used by then");
    public static final CsvColumn LAST_TS = whole("last_ts", "ns", "last update");
    public static final CsvColumn IS_OUTLIER = whole("is_outlier", "", "1 if flagged at any time, otherwise 0");
    /** Stands for a column of each cluster; their names are this one's with the number in place of {@code j}. */
    public static final CsvColumn SCORES = real("score_j…", "fixed point", "distance to cluster j");

    public static final CsvColumn TS = whole("ts", "ns", "the snapshot");
    public static final CsvColumn SERIES_SCORE = real("score", "fixed point",
            "distance to the nearest cluster by then");
    public static final CsvColumn EXCESS = real("excess", "",
            "score over threshold for the cluster that comes closest to accepting the request: above 1 it is flagged");

    public static final CsvColumn REASON = text("reason", "`first` or `unanswered`");

    public static final CsvColumn PROCESS = text("process", "its name; processes of one name together");
    public static final CsvColumn PROCESS_CPUTIME = real("cputime", "ns", "what they used of the request's CPU time");

    public static final CsvColumn STACK = whole("stack", "", "the stack's number, from 0");
    public static final CsvColumn FRAMES = text("frames",
            "the process's name, then functions from the root to the leaf, separated by `;`: those of the kernel end in"
                    + " `_[k]`, those of a just-in-time compiler in `_[j]`, unknown ones are `[libc.so.6]`; a `;` in a name is `:`");
    public static final CsvColumn SAMPLES = whole("samples", "samples", "of the request that have this stack");

    public static final CsvColumn PEER = text("peer", "address; `unknown` for requests without one");
    public static final CsvColumn PEER_REQUESTS = whole("requests", "requests", "all of the recording");
    public static final CsvColumn MOST_AT_ONCE = whole("most_at_once", "requests", "most that were in flight together");
    public static final CsvColumn CONNECTIONS = real("connections", "",
            "that the requests came by; empty if not known");
    public static final CsvColumn PEER_CPUTIME = real("cputime", "ns", "of all requests together");
    public static final CsvColumn PEER_FLAGGED = whole("flagged", "requests", "that the run flagged");

    private RunColumns() {}

    /** Of peers_L.csv, between the CPU time and what was flagged. */
    static List<CsvColumn> traffic() {
        return List.of(text("tcp_rcvd", "bytes", "received"), text("tcp_sent", "bytes", "sent"),
                text("first_ts", "ns", "the first request's begin"), text("last_ts", "ns", "the last update of any"));
    }

    static CsvColumn id(String name, String meaning) {
        return new CsvColumn(name, CellType.ID, "", meaning);
    }

    static CsvColumn text(String name, String meaning) {
        return text(name, "", meaning);
    }

    private static CsvColumn text(String name, String unit, String meaning) {
        return new CsvColumn(name, CellType.TEXT, unit, meaning);
    }

    static CsvColumn whole(String name, String unit, String meaning) {
        return new CsvColumn(name, CellType.WHOLE, unit, meaning);
    }

    static CsvColumn real(String name, String unit, String meaning) {
        return new CsvColumn(name, CellType.REAL, unit, meaning);
    }
}
