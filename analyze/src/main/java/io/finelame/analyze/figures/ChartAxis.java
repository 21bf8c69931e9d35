package io.finelame.analyze.figures;

import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jfree.chart.axis.NumberAxis;

/** JFreeChart's axes for ours. */
final class ChartAxis {

    private ChartAxis() {}

    static NumberAxis of(Axis axis) {
        NumberAxis made = switch (axis) {
            case Axis.Linear linear -> linear(linear);
            case Axis.Log log -> log(log);
            case Axis.Symmetric symmetric -> symmetric(symmetric);
            case Axis.Names names -> names(names);
        };
        made.setAutoRange(false);
        made.setRange(axis.low(), axis.high());
        dress(made);
        return made;
    }

    static void dress(NumberAxis axis) {
        axis.setLabelFont(Typeface.TEXT);
        axis.setTickLabelFont(Typeface.SMALL);
        axis.setLabelPaint(Style.INK);
        axis.setTickLabelPaint(Style.INK);
        axis.setAxisLinePaint(Style.SOFT);
        axis.setAxisLineStroke(Pens.HAIRLINE);
        axis.setTickMarkPaint(Style.SOFT);
        axis.setTickMarkStroke(Pens.HAIRLINE);
        axis.setTickMarkOutsideLength(3);
        axis.setMinorTickMarkOutsideLength(1.5f);
    }

    private static NumberAxis linear(Axis.Linear linear) {
        NumberAxis axis = new NumberAxis(linear.title());
        axis.setStandardTickUnits(
                linear.whole() ? NumberAxis.createIntegerTickUnits() : NumberAxis.createStandardTickUnits());
        axis.setNumberFormatOverride(new LabelFormat(linear.labels()));
        return axis;
    }

    private static NumberAxis log(Axis.Log log) {
        double[] places = IntStream
                .rangeClosed(log.zero() ? log.firstDecade() - 1 : log.firstDecade(), log.lastDecade()).asDoubleStream()
                .toArray();
        String[] texts = Arrays.stream(places)
                .mapToObj(place -> log.labels().apply(place < log.firstDecade() ? 0 : Math.pow(10, place)))
                .toArray(String[]::new);
        double[] minor = IntStream.range(log.firstDecade(), log.lastDecade()).asDoubleStream()
                .flatMap(decade -> IntStream.rangeClosed(2, 9).mapToDouble(i -> decade + Math.log10(i))).toArray();
        return new TickedAxis(log.title(), places, texts, minor);
    }

    private static NumberAxis symmetric(Axis.Symmetric axis) {
        double furthest = Math.max(-axis.least(), axis.greatest());
        double[] positive = DoubleStream.iterate(1, value -> value <= furthest, value -> value * 10).toArray();
        double[] values = DoubleStream
                .concat(DoubleStream.of(0), DoubleStream.concat(Arrays.stream(positive),
                        Arrays.stream(positive).map(value -> -value)))
                .filter(value -> value >= axis.least() && value <= axis.greatest()).sorted().toArray();
        return ticked(axis, values, axis::place);
    }

    private static NumberAxis names(Axis.Names names) {
        return ticked(names, IntStream.range(0, names.names().size()).asDoubleStream().toArray(),
                DoubleUnaryOperator.identity());
    }

    private static NumberAxis ticked(Axis axis, double[] values, DoubleUnaryOperator place) {
        return new TickedAxis(axis.title(), Arrays.stream(values).map(place).toArray(),
                Arrays.stream(values).mapToObj(axis.labels()::apply).toArray(String[]::new), new double[0]);
    }

    /** Writes ticks as the axis wants them; reads nothing. */
    static final class LabelFormat extends NumberFormat {

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
}
