package io.finelame.analyze;

import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What a printed panel shows, read back from its SVG and, as text is outlines there, its labels from the PDF. All positions are fractions of
 * the plot area, from its left and its bottom.
 *
 * @param points
 *            centres of symbols by their colour; those of centroids as {@code ring}
 * @param lines
 *            corners by colour
 */
record PrintedPanel(List<Tick> majorX, List<Tick> majorY, List<Tick> minorX, List<Tick> minorY,
        Map<String, List<double[]>> points, Map<String, List<List<double[]>>> lines, List<Rule> rules,
        List<double[]> cells, List<double[]> bands) {

    private static final Pattern CLIP = Pattern.compile("M([-\\d.]+),([-\\d.]+)L\\1,([-\\d.]+)L([-\\d.]+),\\3L.*Z");
    private static final Pattern COLOUR = Pattern.compile("(?:^|;)(fill|stroke):rgb\\((\\d+),(\\d+),(\\d+)\\)");
    private static final Pattern POINT = Pattern.compile("([-\\d.]+),([-\\d.]+)");
    private static final double MAJOR = 3;
    private static final double MINOR = 1.5;
    private static final String GRID = "#e2e2e0";
    /** Colours of filled texts. */
    private static final Set<String> TEXT = Set.of("#1a1a1a", "#ffffff");

    record Tick(double at, String label) {}

    record Rule(boolean vertical, double at) {}

    /** A text of the PDF, in points from the page's left and top. */
    private record Label(String text, double left, double right, double baseline) {

        double middle() {
            return (left + right) / 2;
        }
    }

    static List<PrintedPanel> read(Path svg, Path pdf) throws Exception {
        NodeList all = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile())
                .getElementsByTagName("*");
        List<Element> elements = IntStream.range(0, all.getLength()).mapToObj(i -> (Element) all.item(i)).toList();
        List<Label> labels = labels(pdf);
        List<PrintedPanel> panels = new ArrayList<>();
        for (Element clip : elements) {
            Matcher corners = clip.getTagName().equals("clipPath")
                    ? CLIP.matcher(((Element) clip.getFirstChild()).getAttribute("d"))
                    : CLIP.matcher("");
            // That of a turned text is turned, too.
            if (corners.matches() && number(corners, 4) > number(corners, 1)
                    && number(corners, 3) > number(corners, 2)) {
                double left = number(corners, 1);
                double top = number(corners, 2);
                Rectangle2D area = new Rectangle2D.Double(left, top, number(corners, 4) - left,
                        number(corners, 3) - top);
                PrintedPanel panel = new PrintedPanel(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(),
                        new ArrayList<>(), new HashMap<>(), new HashMap<>(), new ArrayList<>(), new ArrayList<>(),
                        new ArrayList<>());
                elements.forEach(element -> panel.add(element, area, labels, "url(#" + clip.getAttribute("id") + ")"));
                panels.add(panel);
            }
        }
        return panels;
    }

    private void add(Element element, Rectangle2D area, List<Label> labels, String clip) {
        boolean inside = clip.equals(inherited(element, "clip-path"));
        if (element.getTagName().equals("line") && inside) {
            addRule(element, area);
        } else if (element.getTagName().equals("line")) {
            addTick(element, area, labels);
        } else if (inside && element.getTagName().equals("path")) {
            addPath(element.getAttribute("d"), inherited(element, "style"), area);
        } else if (inside && element.getTagName().equals("ellipse")) {
            add(points, "ring", fraction(area, value(element, "cx"), value(element, "cy")));
        } else if (inside && element.getTagName().equals("rect")) {
            addRectangle(element, area);
        }
    }

    private static String inherited(Element element, String attribute) {
        return element.hasAttribute(attribute) || !(element.getParentNode() instanceof Element parent)
                ? element.getAttribute(attribute)
                : parent.getAttribute(attribute);
    }

    private void addRule(Element line, Rectangle2D area) {
        if (!GRID.equals(colour(inherited(line, "style")))) {
            double[] at = fraction(area, value(line, "x1"), value(line, "y1"));
            boolean vertical = value(line, "x1") == value(line, "x2");
            rules.add(new Rule(vertical, vertical ? at[0] : at[1]));
        }
    }

    private void addTick(Element line, Rectangle2D area, List<Label> labels) {
        double x1 = value(line, "x1");
        double y1 = value(line, "y1");
        double across = value(line, "x2") - x1;
        double down = y1 - value(line, "y2");
        boolean below = across == 0 && value(line, "y2") == area.getMaxY() && x1 >= area.getX() - 0.01
                && x1 <= area.getMaxX() + 0.01;
        boolean beside = down == 0 && value(line, "x2") == area.getX() && y1 >= area.getY() - 0.01
                && y1 <= area.getMaxY() + 0.01;
        double[] at = fraction(area, x1, y1);
        if (below && Math.abs(down - MAJOR) < 0.01) {
            majorX.add(new Tick(at[0], text(labels, label -> Math.abs(label.middle() - x1) < 1
                    && label.baseline() > area.getMaxY() && label.baseline() < area.getMaxY() + 13)));
        } else if (below && Math.abs(down - MINOR) < 0.01) {
            minorX.add(new Tick(at[0], ""));
        } else if (beside && Math.abs(across - MAJOR) < 0.01) {
            majorY.add(new Tick(at[1], text(labels, label -> Math.abs(label.baseline() - 2.4 - y1) < 2
                    && label.right() < area.getX() && label.right() > area.getX() - 8)));
        } else if (beside && Math.abs(across - MINOR) < 0.01) {
            minorY.add(new Tick(at[1], ""));
        }
    }

    private static String text(List<Label> labels, Predicate<Label> near) {
        return labels.stream().filter(near).map(Label::text).collect(Collectors.joining("|"));
    }

    private void addPath(String path, String style, Rectangle2D area) {
        String colour = colour(style);
        boolean filled = style.startsWith("fill");
        if (filled && TEXT.contains(colour)) {
            return;
        }
        for (String part : path.split("(?=M)")) {
            List<double[]> corners = POINT.matcher(part).results()
                    .map(point -> new double[]{Double.parseDouble(point.group(1)), Double.parseDouble(point.group(2))})
                    .toList();
            if (part.endsWith("Z")) {
                add(points, colour, centre(corners, area));
            } else {
                lines.computeIfAbsent(colour, _ -> new ArrayList<>())
                        .add(corners.stream().map(corner -> fraction(area, corner[0], corner[1])).toList());
            }
        }
    }

    /** A triangle's is above the middle of its height. */
    private static double[] centre(List<double[]> corners, Rectangle2D area) {
        DoubleSummaryStatistics x = corners.stream().mapToDouble(corner -> corner[0]).summaryStatistics();
        DoubleSummaryStatistics y = corners.stream().mapToDouble(corner -> corner[1]).summaryStatistics();
        double raised = corners.size() == 3 ? 0.05 * (y.getMax() - y.getMin()) : 0;
        return fraction(area, (x.getMin() + x.getMax()) / 2, (y.getMin() + y.getMax()) / 2 + raised);
    }

    private void addRectangle(Element rectangle, Rectangle2D area) {
        double x = value(rectangle, "x");
        double y = value(rectangle, "y");
        double width = value(rectangle, "width");
        double height = value(rectangle, "height");
        if (inherited(rectangle, "style").endsWith("fill-opacity:0.0")) {
            return; // behind a label
        }
        if (inherited(rectangle, "style").contains("fill-opacity")) {
            bands.add(new double[]{fraction(area, x, y)[0], fraction(area, x + width, y)[0]});
        } else if (inherited(rectangle, "style").contains("fill:rgb")) {
            cells.add(fraction(area, x + width / 2, y + height / 2));
        }
    }

    private static void add(Map<String, List<double[]>> to, String key, double[] point) {
        to.computeIfAbsent(key, _ -> new ArrayList<>()).add(point);
    }

    private static double[] fraction(Rectangle2D area, double x, double y) {
        return new double[]{(x - area.getX()) / area.getWidth(), (area.getMaxY() - y) / area.getHeight()};
    }

    private static double value(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static double number(Matcher matcher, int group) {
        return Double.parseDouble(matcher.group(group));
    }

    private static String colour(String style) {
        Matcher rgb = COLOUR.matcher(style);
        return rgb.find()
                ? String.format(Locale.ROOT, "#%02x%02x%02x", Integer.parseInt(rgb.group(2)),
                        Integer.parseInt(rgb.group(3)), Integer.parseInt(rgb.group(4)))
                : "";
    }

    /** The texts of a PDF in the order in which they were drawn; what is turned is left out. */
    private static List<Label> labels(Path pdf) throws IOException {
        List<Label> labels = new ArrayList<>();
        PDFTextStripper stripper = new PDFTextStripper() {
            @Override
            protected void processTextPosition(TextPosition at) {
                if (at.getDir() != 0) {
                    return;
                }
                double left = at.getXDirAdj();
                Label last = labels.isEmpty() ? null : labels.getLast();
                boolean follows = last != null && last.baseline() == at.getYDirAdj()
                        && Math.abs(left - last.right()) < 0.2;
                if (follows) {
                    labels.removeLast();
                }
                labels.add(new Label((follows ? last.text() : "") + at.getUnicode(), follows ? last.left() : left,
                        left + at.getWidthDirAdj(), at.getYDirAdj()));
            }
        };
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            stripper.getText(document);
        }
        return labels;
    }
}
