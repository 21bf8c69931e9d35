package io.finelame.analyze.report;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.run.PeerUse;
import java.util.List;

/** Arranges what the page shows of peers. */
final class PeersViewBuilder {

    private PeersViewBuilder() {}

    /** @return null if the run has no such file */
    static ReportData.PeersView build(Evaluation evaluation) {
        PeerUse use = evaluation.run().peers();
        if (use.isEmpty()) {
            return null;
        }
        List<PeerUse.Peer> shown = use.foremost();
        return new ReportData.PeersView(use.peers().size(), use.cpuTime(),
                shown.stream().map(PeerUse.Peer::address).toList(),
                shown.stream().map(peer -> evaluation.peerLabels().of(peer.address())).toArray(String[]::new),
                shown.stream().mapToLong(PeerUse.Peer::requests).toArray(),
                shown.stream().mapToLong(PeerUse.Peer::mostAtOnce).toArray(),
                shown.stream().mapToDouble(PeerUse.Peer::connections).toArray(),
                shown.stream().mapToDouble(PeerUse.Peer::cpuTime).toArray(),
                shown.stream().mapToLong(PeerUse.Peer::flagged).toArray());
    }
}
