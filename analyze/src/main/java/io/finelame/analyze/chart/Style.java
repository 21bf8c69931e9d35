package io.finelame.analyze.chart;

import java.awt.Color;
import java.util.List;

/**
 * The style of a layer. No two kinds of data differ by colour alone, so that they can be distinguished in black and white.
 *
 * @param size
 *            of a symbol, in points
 * @param opacity
 *            of a symbol, from 0 to 1
 */
public record Style(Color color, Dash dash, Symbol symbol, double size, double opacity) {

    public enum Dash {
        NONE, SOLID, DASHED, DOTTED, THIN
    }

    public enum Symbol {
        NONE, CIRCLE, RING, TRIANGLE, DIAMOND, SQUARE
    }

    /** The palette of Okabe and Ito, which colour-blind readers can distinguish. */
    public static final Color ORANGE = new Color(0xe69f00);
    public static final Color GREEN = new Color(0x009e73);
    public static final Color BLUE = new Color(0x0072b2);
    public static final Color VERMILLION = new Color(0xd55e00);
    public static final Color PURPLE = new Color(0xcc79a7);
    public static final Color INK = new Color(0x1a1a1a);
    public static final Color SOFT = new Color(0x5c5c5c);

    private static final double LINE_SYMBOL = 4.5;
    private static final double DOT = 1.5;
    private static final List<Color> COLORS = List.of(VERMILLION, BLUE, GREEN, PURPLE, ORANGE, INK);
    private static final List<Dash> DASHES = List.of(Dash.SOLID, Dash.DASHED, Dash.DOTTED);
    private static final List<Symbol> SYMBOLS = List.of(Symbol.TRIANGLE, Symbol.CIRCLE, Symbol.DIAMOND, Symbol.SQUARE);

    public static Style points(Color color, Symbol symbol, double size, double opacity) {
        return new Style(color, Dash.NONE, symbol, size, opacity);
    }

    public static Style line(Color color, Dash dash) {
        return new Style(color, dash, Symbol.NONE, 0, 1);
    }

    /** The line of the i-th of several things; each differs from the five before it in two ways. */
    public static Style ofLine(int i) {
        return new Style(COLORS.get(i % COLORS.size()), DASHES.get((i + i / COLORS.size()) % DASHES.size()),
                SYMBOLS.get(i % SYMBOLS.size()), LINE_SYMBOL, 1);
    }

    /** A thin line with a dot at each point. */
    public static Style thin(Color color, double opacity) {
        return new Style(color, Dash.THIN, Symbol.CIRCLE, DOT, opacity);
    }

    public boolean isThin() {
        return dash == Dash.THIN;
    }

    public boolean hasSymbol() {
        return symbol != Symbol.NONE;
    }

    public Style sized(double newSize) {
        return new Style(color, dash, symbol, newSize, opacity);
    }
}
