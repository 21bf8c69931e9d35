package io.finelame.analyze.paper;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.analyze.paper.PaperTable.Column;
import io.finelame.cli.text.OneLine;
import io.finelame.cli.text.PrintedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The formats of tables: LaTeX, Markdown and JSON. */
public enum TableFormat {
    /** tabular environments with the rules of the package booktabs. */
    LATEX {
        @Override
        public String write(List<PaperTable> tables) {
            return tables.stream().map(TableFormat::latex).collect(Collectors.joining("\n"));
        }
    },
    MARKDOWN {
        @Override
        public String write(List<PaperTable> tables) {
            return markdown(tables);
        }
    },
    /** Full precision; null if there is no value. */
    JSON {
        @Override
        public String write(List<PaperTable> tables) throws IOException {
            Map<String, Object> all = new LinkedHashMap<>();
            tables.forEach(table -> all.put(table.name(), objects(table)));
            return MAPPER.writeValueAsString(all) + "\n";
        }
    };

    private static final JsonMapper MAPPER = PrintedJson.MAPPER.rebuild().enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    public abstract String write(List<PaperTable> tables) throws IOException;

    private static String latex(PaperTable table) {
        String alignment = table.columns().stream().map(column -> column.isText() ? "l" : "r")
                .collect(Collectors.joining());
        StringBuilder text = new StringBuilder("% " + table.caption() + " Needs \\usepackage{booktabs}.\n"
                + "\\begin{tabular}{" + alignment + "}\n\\toprule\n");
        text.append(line(titles(table), TableFormat::escapedForLatex, "", " & ", " \\\\\n")).append("\\midrule\n");
        for (List<Object> row : table.rows()) {
            text.append(line(cells(table, row), TableFormat::escapedForLatex, "", " & ", " \\\\\n"));
        }
        return text.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    public static String markdown(List<PaperTable> tables) {
        return tables.stream().map(TableFormat::markdown).collect(Collectors.joining("\n"));
    }

    private static String markdown(PaperTable table) {
        StringBuilder text = new StringBuilder(table.caption() + "\n\n");
        text.append(line(titles(table), TableFormat::escapedForMarkdown, "| ", " | ", " |\n"));
        text.append(line(table.columns().stream().map(column -> column.isText() ? "---" : "---:").toList(),
                UnaryOperator.identity(), "| ", " | ", " |\n"));
        for (List<Object> row : table.rows()) {
            text.append(line(cells(table, row), TableFormat::escapedForMarkdown, "| ", " | ", " |\n"));
        }
        return text.toString();
    }

    private static List<Map<String, Object>> objects(PaperTable table) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                Object cell = row.get(i);
                object.put(table.columns().get(i).key(), cell instanceof Double number && number.isNaN() ? null : cell);
            }
            objects.add(object);
        }
        return objects;
    }

    private static List<String> titles(PaperTable table) {
        return table.columns().stream().map(Column::title).toList();
    }

    private static List<String> cells(PaperTable table, List<Object> row) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            cells.add(table.columns().get(i).text(row.get(i)));
        }
        return cells;
    }

    private static String line(List<String> cells, UnaryOperator<String> escape, String before, String between,
            String after) {
        return cells.stream().map(escape).collect(Collectors.joining(between, before, after));
    }

    /** One line in which nothing is a tag, a link or the end of a cell. */
    public static String escapedForMarkdown(String text) {
        return OneLine.printable(text.replace("\n", " ")).replace("\\", "\\\\").replace("|", "\\|")
                .replace("<", "\\<").replace("](", "]\\(");
    }

    private static String escapedForLatex(String text) {
        StringBuilder escaped = new StringBuilder();
        OneLine.printable(text.replace("\n", " ")).codePoints().forEach(c -> escaped.append(switch (c) {
            case '\\' -> "\\textbackslash{}";
            case '~' -> "\\textasciitilde{}";
            case '^' -> "\\textasciicircum{}";
            case '–' -> "--";
            case 'µ' -> "\\textmu{}";
            case '&', '%', '$', '#', '_', '{', '}' -> "\\" + Character.toString(c);
            default -> Character.toString(c);
        }));
        return escaped.toString();
    }
}
