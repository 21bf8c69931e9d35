package io.finelame.analyze.figures;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2DFontTextDrawer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.SVGHints;
import org.jfree.svg.SVGUnits;
import org.jfree.svg.ViewBox;

/** The kinds of files that a figure is written as, each the same size in print. The same figure gives the same bytes. */
enum FigureFormat {
    /** With text as outlines: few have the typeface, and another would not fit. */
    SVG {
        @Override
        void write(FigureDrawing drawing, OutputStream out) throws IOException {
            SVGGraphics2D g2 = new SVGGraphics2D(drawing.width(), drawing.height(), SVGUnits.PT);
            g2.setDefsKeyPrefix("");
            g2.setGeomDoubleConverter(FigureFormat::hundredths);
            g2.setRenderingHint(SVGHints.KEY_DRAW_STRING_TYPE, SVGHints.VALUE_DRAW_STRING_TYPE_VECTOR);
            drawing.draw(g2);
            String text = g2.getSVGElement(null, true, new ViewBox(0, 0, drawing.width(), drawing.height()), null, null)
                    + "\n";
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    },
    /** With the typeface embedded. */
    PDF {
        @Override
        void write(FigureDrawing drawing, OutputStream out) throws IOException {
            try (PDDocument document = new PDDocument(); InputStream typeface = Typeface.open()) {
                document.setDocumentId(0L);
                document.getDocumentInformation().setTitle(drawing.name());
                PDPage page = new PDPage(new PDRectangle(drawing.width(), drawing.height()));
                document.addPage(page);
                PdfBoxGraphics2D g2 = new PdfBoxGraphics2D(document, drawing.width(), drawing.height());
                try (PdfBoxGraphics2DFontTextDrawer text = new PdfBoxGraphics2DFontTextDrawer()) {
                    text.registerFont(Typeface.FAMILY, typeface);
                    g2.setFontTextDrawer(text);
                    drawing.draw(g2);
                    g2.dispose();
                    try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                        content.drawForm(g2.getXFormObject());
                    }
                    document.save(out);
                }
            }
        }
    },
    PNG {
        @Override
        void write(FigureDrawing drawing, OutputStream out) throws IOException {
            double scale = (double) DOTS_PER_INCH / POINTS_PER_INCH;
            BufferedImage image = new BufferedImage(pixels(drawing.width()), pixels(drawing.height()),
                    BufferedImage.TYPE_INT_RGB);
            Graphics2D g2 = image.createGraphics();
            g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g2.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g2.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            g2.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            g2.setPaint(Color.WHITE);
            g2.fillRect(0, 0, image.getWidth(), image.getHeight());
            g2.scale(scale, scale);
            drawing.draw(g2);
            g2.dispose();
            write(image, out);
        }

        private int pixels(int points) {
            return Math.ceilDiv(points * DOTS_PER_INCH, POINTS_PER_INCH);
        }

        private void write(BufferedImage image, OutputStream bytes) throws IOException {
            ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
            IIOMetadata metadata = writer.getDefaultImageMetadata(
                    ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
            metadata.mergeTree("javax_imageio_png_1.0", resolution());
            try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
                writer.setOutput(out);
                writer.write(new IIOImage(image, null, metadata));
            } finally {
                writer.dispose();
            }
        }

        private IIOMetadataNode resolution() {
            String perMetre = Long.toString(Math.round(DOTS_PER_INCH / 0.0254));
            IIOMetadataNode physical = new IIOMetadataNode("pHYs");
            physical.setAttribute("pixelsPerUnitXAxis", perMetre);
            physical.setAttribute("pixelsPerUnitYAxis", perMetre);
            physical.setAttribute("unitSpecifier", "meter");
            IIOMetadataNode root = new IIOMetadataNode("javax_imageio_png_1.0");
            root.appendChild(physical);
            return root;
        }
    };

    private static final int DOTS_PER_INCH = 300;
    private static final int POINTS_PER_INCH = 72;

    private static String hundredths(double value) {
        long rounded = Math.round(value * 100);
        return rounded % 100 == 0 ? Long.toString(rounded / 100) : Double.toString(rounded / 100.0);
    }

    abstract void write(FigureDrawing drawing, OutputStream out) throws IOException;

    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }
}
