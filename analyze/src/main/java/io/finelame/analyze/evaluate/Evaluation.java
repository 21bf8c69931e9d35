package io.finelame.analyze.evaluate;

import io.finelame.run.Requests;
import io.finelame.run.Run;
import io.finelame.run.labels.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A run evaluated against the ground truth.
 *
 * @param labels
 *            [test requests], null if a request has none
 * @param verdicts
 *            [test requests]
 * @param matrix
 *            empty without a labels file
 * @param byLabel
 *            attacks by name, then legitimate requests, then those without a label
 * @param attacks
 *            all attacks together; without a labels file, all requests
 * @param trainAttacks
 *            attack requests among those that the model was trained on
 * @param peerLabels
 *            of the peers; without a labels file, of none
 */
public record Evaluation(Run run, String[] labels, Verdict[] verdicts, Optional<ConfusionMatrix> matrix,
        List<EarlyDetection> byLabel, EarlyDetection attacks, long trainAttacks,
        PeerLabels peerLabels) {

    public static Evaluation of(Run run, Optional<Labels> truth) {
        String[] labels = truth.map(t -> of(t, run, run.test())).orElseGet(() -> new String[run.test().size()]);
        Verdict[] verdicts = new Verdict[labels.length];
        Arrays.setAll(verdicts, row -> Verdict.of(labels[row], run.scores().flagged()[row]));
        String[] trainLabels = truth.map(t -> of(t, run, run.train())).orElseGet(() -> new String[0]);
        long trainAttacks = Arrays.stream(trainLabels).filter(Evaluation::isAttack).count();
        PeerLabels peerLabels = new PeerLabels();
        peerLabels.add(run.train(), trainLabels);
        peerLabels.add(run.test(), labels);
        truth.ifPresent(t -> peerLabels.add(run.setAside(), of(t, run, run.setAside())));
        EarlyDetection attacks = EarlyDetection.of("all", run.test(), run.scores(),
                row -> truth.isEmpty() || isAttack(labels[row]));
        return new Evaluation(run, labels, verdicts, truth.map(_ -> ConfusionMatrix.of(verdicts)),
                byLabel(run, labels), attacks, trainAttacks, peerLabels);
    }

    /** The label of each request, null if no line applies. */
    private static String[] of(Labels truth, Run run, Requests requests) {
        long realtimeOffset = run.info().realtimeOffsetNs();
        String[] labels = new String[requests.size()];
        Arrays.setAll(labels,
                row -> truth.of(requests.ids()[row], requests.addresses()[row], requests.originTs()[row],
                        requests.originTs()[row] + realtimeOffset));
        return labels;
    }

    private static List<EarlyDetection> byLabel(Run run, String[] labels) {
        List<String> order = new ArrayList<>(Arrays.stream(labels).distinct().toList());
        order.sort(Comparator.comparing((String label) -> label == null ? 2 : isAttack(label) ? 0 : 1)
                .thenComparing(Comparator.nullsLast(Comparator.naturalOrder())));
        return order.stream().map(label -> EarlyDetection.of(label, run.test(), run.scores(),
                row -> Objects.equals(labels[row], label))).toList();
    }

    public static boolean isAttack(String label) {
        return label != null && !label.equals(Labels.LEGITIMATE);
    }

    public boolean isLabelled() {
        return matrix.isPresent();
    }

    /** Requests that no line of the labels file applies to. */
    public long unlabelled() {
        return Arrays.stream(labels).filter(Objects::isNull).count();
    }

    /** Score over threshold of a test request at its last update. */
    public double excess(int row) {
        return run.model().excess(run.scores().distancesOf(row));
    }

    /**
     * The greatest score over threshold of a test request that the run's files hold: over its time series if that is among
     * them, as that of each flagged request is, else at its last update. They differ only where scores can fall.
     */
    public double greatestExcess(int row) {
        int[] life = run.lives().rows().getOrDefault(run.test().ids()[row], new int[0]);
        return Arrays.stream(life).mapToDouble(line -> run.lives().excess()[line]).reduce(excess(row), Math::max);
    }
}
