package io.finelame.replay.evaluate;

import io.finelame.recording.RecordingHeader;
import io.finelame.replay.requests.RequestTable;
import io.finelame.run.labels.AddressBlock;
import io.finelame.run.labels.Labels;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * The ground truth for each request of a table, from the labels.
 *
 * @param kinds [rows] {@link #ATTACK}, {@link #LEGITIMATE} or {@link #UNKNOWN}
 */
public record Truth(byte[] kinds) {
    static final byte UNKNOWN = -1;
    static final byte LEGITIMATE = 0;
    static final byte ATTACK = 1;

    public static Truth unknown(RequestTable table) {
        byte[] kinds = new byte[table.rows()];
        java.util.Arrays.fill(kinds, UNKNOWN);
        return new Truth(kinds);
    }

    public static Truth of(RequestTable table, RecordingHeader.ClockPair clock, Labels labels) {
        Map<String, InetAddress> addresses = new HashMap<>();
        byte[] kinds = new byte[table.rows()];
        for (int row = 0; row < kinds.length; row++) {
            String origin = table.origins()[row];
            InetAddress address = origin.isEmpty()
                    ? null
                    : addresses.computeIfAbsent(origin, AddressBlock::parseAddress);
            long originTs = table.firstTs().get(row);
            String label = labels.of(table.ids()[row], address, originTs,
                    originTs - clock.monotonicNs() + clock.realtimeNs());
            kinds[row] = label == null ? UNKNOWN : label.equals(Labels.LEGITIMATE) ? LEGITIMATE : ATTACK;
        }
        return new Truth(kinds);
    }

    public int attacks(int[] rows) {
        int attacks = 0;
        for (int row : rows) {
            attacks += kinds[row] == ATTACK ? 1 : 0;
        }
        return attacks;
    }
}
