package io.finelame.analyze.figures;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.GraphicsEnvironment;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Liberation Sans, of the widths of Arial and Helvetica. PDFBox brings it, so that figures look the same whatever is
 * installed.
 */
final class Typeface {

    static final String FAMILY = "Liberation Sans";
    static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    private static final String RESOURCE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
    private static final Font FONT = load();

    static final Font TEXT = FONT.deriveFont(8f);
    static final Font SMALL = FONT.deriveFont(7f);

    private Typeface() {}

    private static Font load() {
        try (InputStream file = open()) {
            Font font = Font.createFont(Font.TRUETYPE_FONT, file);
            // SVGGraphics2D looks fonts up by their name.
            GraphicsEnvironment.getLocalGraphicsEnvironment().registerFont(font);
            return font;
        } catch (IOException e) {
            // Java says no more than that: its fonts need the library, whichever font is asked for.
            throw new UncheckedIOException(
                    new IOException("figures need fontconfig, with any font, and it can't be used here:"
                            + " 'finelame setup' installs it (Debian: libfontconfig1)", e));
        } catch (FontFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    static InputStream open() {
        return Typeface.class.getResourceAsStream(RESOURCE);
    }

    static double width(Font font, String text) {
        return bounds(font, text).getWidth();
    }

    static Rectangle2D bounds(Font font, String text) {
        return font.getStringBounds(text, CONTEXT);
    }
}
