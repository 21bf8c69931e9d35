package io.finelame.record.inspect;

import io.finelame.cli.text.FeatureUnit;
import io.finelame.cli.text.TextTable;
import io.finelame.record.summary.PeerSum;
import io.finelame.recording.RecordingHeader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The peers that used most CPU time, for a terminal. */
record PeerDescription(RecordingHeader header, List<PeerSum> peers) {
    private static final int SHOWN = 20;

    void print(PrintStream out) {
        boolean detected = peers.stream().anyMatch(peer -> peer.flagged() >= 0);
        long all = peers.stream().mapToLong(PeerSum::cputimeNs).sum();
        TextTable table = new TextTable("lrrrrrrrrr" + (detected ? "r" : ""));
        table.row(cells(detected, "peer", "requests", "at once", "connections", "CPU time", "share", "received", "sent",
                "first", "last", "flagged"));
        peers.stream().limit(SHOWN).forEach(peer -> table.row(cells(detected, peer.peer(), count(peer.requests()),
                count(peer.mostAtOnce()), count(peer.connections()),
                FeatureUnit.NANOSECONDS.format(peer.cputimeNs()), percent(peer.cputimeNs(), all),
                FeatureUnit.BYTES.format(peer.received()), FeatureUnit.BYTES.format(peer.sent()),
                seconds(peer.firstTs()), seconds(peer.lastTs()), count(peer.flagged()))));
        table.lines().forEach(out::println);
        if (peers.size() > SHOWN) {
            out.printf(Locale.ROOT, "and %,d more: --csv prints all%n", peers.size() - SHOWN);
        }
    }

    /** Without the last one unless verdicts are known. */
    private static String[] cells(boolean detected, String... cells) {
        List<String> all = new ArrayList<>(List.of(cells));
        if (!detected) {
            all.removeLast();
        }
        return all.toArray(String[]::new);
    }

    private static String count(long value) {
        return value < 0 ? "–" : String.format(Locale.ROOT, "%,d", value);
    }

    private static String percent(long part, long all) {
        return all == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / all);
    }

    /** Since the recording's start. */
    private String seconds(long monotonicNs) {
        return String.format(Locale.ROOT, "%,.1f s", (monotonicNs - header.clock().monotonicNs()) / 1e9);
    }
}
