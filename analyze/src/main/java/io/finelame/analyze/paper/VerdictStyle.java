package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.Verdict;
import io.finelame.analyze.figures.Style;
import io.finelame.analyze.figures.Style.Symbol;
import java.util.List;

/** How figures show a request of a verdict. */
record VerdictStyle(String name, Style style) {

    static final VerdictStyle TRAINING = new VerdictStyle("training", Style.points(Style.SOFT, Symbol.RING, 1.6, 0.4));

    /** Crowds first, so that what matters lies on top. */
    static final List<Verdict> DRAWN_FIRST = List.of(Verdict.UNLABELLED_NOT_FLAGGED, Verdict.TRUE_NEGATIVE,
            Verdict.UNLABELLED_FLAGGED, Verdict.FALSE_POSITIVE, Verdict.TRUE_POSITIVE, Verdict.FALSE_NEGATIVE);

    private static final Style FLAGGED = Style.points(Style.VERMILLION, Symbol.TRIANGLE, 4.2, 0.9);
    private static final Style USUAL = Style.points(Style.BLUE, Symbol.CIRCLE, 1.8, 0.5);

    static VerdictStyle of(Verdict verdict, boolean labelled) {
        return switch (verdict) {
            case TRUE_POSITIVE -> new VerdictStyle("attack, flagged", FLAGGED);
            case FALSE_NEGATIVE -> new VerdictStyle("attack, missed", Style.points(Style.PURPLE, Symbol.SQUARE, 4, 1));
            case FALSE_POSITIVE ->
                new VerdictStyle("legitimate, flagged", Style.points(Style.ORANGE, Symbol.DIAMOND, 4.2, 1));
            case TRUE_NEGATIVE -> new VerdictStyle("legitimate, not flagged", USUAL);
            case UNLABELLED_FLAGGED -> labelled
                    ? new VerdictStyle("unlabelled, flagged", Style.points(Style.GREEN, Symbol.TRIANGLE, 4.2, 0.9))
                    : new VerdictStyle("flagged", FLAGGED);
            case UNLABELLED_NOT_FLAGGED -> labelled
                    ? new VerdictStyle("unlabelled, not flagged", Style.points(Style.SOFT, Symbol.CIRCLE, 1.8, 0.5))
                    : new VerdictStyle("not flagged", USUAL);
        };
    }
}
