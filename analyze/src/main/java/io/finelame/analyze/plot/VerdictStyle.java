package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Style;
import io.finelame.analyze.chart.Style.Symbol;
import io.finelame.analyze.evaluate.Verdict;
import java.util.List;

/** How charts show a request of a verdict. */
public record VerdictStyle(String name, Style style) {

    static final VerdictStyle TRAINING = new VerdictStyle("training", Style.points(Style.SOFT, Symbol.RING, 1.6, 0.4));

    /** Crowds first, so that what matters lies on top. */
    static final List<Verdict> DRAWN_FIRST = List.of(Verdict.UNLABELLED_NOT_FLAGGED, Verdict.TRUE_NEGATIVE,
            Verdict.UNLABELLED_FLAGGED, Verdict.FALSE_POSITIVE, Verdict.TRUE_POSITIVE, Verdict.FALSE_NEGATIVE);

    private static final double LINE_SYMBOL = 4.5;
    private static final Style FLAGGED = Style.points(Style.VERMILLION, Symbol.TRIANGLE, 4.2, 0.9);
    private static final Style USUAL = Style.points(Style.BLUE, Symbol.CIRCLE, 1.8, 0.5);

    public static VerdictStyle of(Verdict verdict, boolean labelled) {
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

    /** Of the request's values over time. */
    Style asLine() {
        return new Style(style.color(), Style.Dash.SOLID, style.symbol(), LINE_SYMBOL, 1);
    }
}
