package io.finelame.analyze.evaluate;

import io.finelame.run.labels.Labels;
/** What the detector said about a request compared with the ground truth, if that is known. */
public enum Verdict {
    TRUE_POSITIVE, FALSE_NEGATIVE, FALSE_POSITIVE, TRUE_NEGATIVE, UNLABELLED_FLAGGED, UNLABELLED_NOT_FLAGGED;

    /**
     * @param label
     *            the request's label, null if it has none
     */
    static Verdict of(String label, boolean flagged) {
        if (label == null) {
            return flagged ? UNLABELLED_FLAGGED : UNLABELLED_NOT_FLAGGED;
        }
        if (label.equals(Labels.LEGITIMATE)) {
            return flagged ? FALSE_POSITIVE : TRUE_NEGATIVE;
        }
        return flagged ? TRUE_POSITIVE : FALSE_NEGATIVE;
    }

    public boolean isFlagged() {
        return this == TRUE_POSITIVE || this == FALSE_POSITIVE || this == UNLABELLED_FLAGGED;
    }

    /** Flagged, or an attack that should have been. */
    public boolean isOfInterest() {
        return isFlagged() || this == FALSE_NEGATIVE;
    }
}
