package io.finelame.analyze.evaluate;

import io.finelame.run.PeerUse;
import io.finelame.run.Requests;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The label of each peer of whose requests, as far as a run lists them, all have the same. */
public final class PeerLabels {

    private final Map<String, String> labels = new HashMap<>();
    private final Set<String> mixed = new HashSet<>();

    /**
     * @param its
     *            [requests] null if a request has none
     */
    void add(Requests requests, String[] its) {
        for (int row = 0; row < its.length; row++) {
            String text = requests.addressTexts()[row];
            add(text.isEmpty() ? PeerUse.UNKNOWN : text, its[row]);
        }
    }

    private void add(String peer, String label) {
        if (label == null || !labels.computeIfAbsent(peer, _ -> label).equals(label)) {
            mixed.add(peer);
        }
    }

    /** Null if its requests have none, or several. */
    public String of(String peer) {
        return mixed.contains(peer) ? null : labels.get(peer);
    }
}
