package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Axis;
import java.io.Serial;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;

/** Writes numbers as labels of ticks; reads nothing. */
final class LabelFormat extends NumberFormat {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Axis.Labels labels;

    LabelFormat(Axis.Labels labels) {
        this.labels = labels;
    }

    @Override
    public StringBuffer format(double number, StringBuffer to, FieldPosition position) {
        return to.append(labels.apply(number));
    }

    @Override
    public StringBuffer format(long number, StringBuffer to, FieldPosition position) {
        return format((double) number, to, position);
    }

    @Override
    public Number parse(String text, ParsePosition position) {
        throw new UnsupportedOperationException();
    }
}
