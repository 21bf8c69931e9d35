package io.finelame.analyze.stacks;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.run.labels.Labels;
import java.util.List;

/** Requests whose stacks are shown together. */
public enum RequestGroup {
    ATTACKS("attack", "attacks") {
        @Override
        boolean has(Evaluation evaluation, int row) {
            return Evaluation.isAttack(evaluation.labels()[row]);
        }
    },
    FLAGGED("flagged", "flagged requests") {
        @Override
        boolean has(Evaluation evaluation, int row) {
            return evaluation.run().scores().flagged()[row];
        }
    },
    LEGITIMATE("legitimate", "legitimate requests") {
        @Override
        boolean has(Evaluation evaluation, int row) {
            return Labels.LEGITIMATE.equals(evaluation.labels()[row]);
        }
    },
    /** In place of legitimate requests, where labels are missing. */
    NOT_FLAGGED("not-flagged", "requests that were not flagged") {
        @Override
        boolean has(Evaluation evaluation, int row) {
            return !FLAGGED.has(evaluation, row);
        }
    };

    private final String key;
    private final String title;

    RequestGroup(String key, String title) {
        this.key = key;
        this.title = title;
    }

    abstract boolean has(Evaluation evaluation, int row);

    /** As it is part of names of figures. */
    public String key() {
        return key;
    }

    public String title() {
        return title;
    }

    static List<RequestGroup> of(Evaluation evaluation) {
        return evaluation.isLabelled() ? List.of(ATTACKS, FLAGGED, LEGITIMATE) : List.of(FLAGGED, NOT_FLAGGED);
    }
}
