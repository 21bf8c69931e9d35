package io.finelame.analyze.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.finelame.cli.file.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the page: template, style, ECharts, script and data in one file. Its content security policy allows these
 * scripts by their hash and nothing from the network, so text from a recording can neither run nor load anything.
 */
public final class HtmlReport {

    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";
    /** In the order of their use: a file may call what comes after it, but its constants need what comes before. */
    private static final List<String> SCRIPTS = List.of("page", "numbers", "colours", "figure", "chart", "tables",
            "section",
            "run", "detection", "curves", "points", "excess", "clusters", "features", "processes", "peers",
            "flamegraph", "stacks", "life",
            "requests",
            "model",
            "runs", "sweep", "start");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern MARKUP = Pattern.compile("[<>&\u2028\u2029]");
    private static final MathContext DISPLAYED = new MathContext(6);
    private static final JsonMapper JSON = JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .addModule(new SimpleModule().addSerializer(double.class, new Rounded())
                    .addSerializer(Double.class, new Rounded()).addSerializer(double[].class, new RoundedArray()))
            .build();

    private HtmlReport() {}

    public static void write(ReportData data, Path file) throws IOException {
        OutputFile.writeText(file, out -> write(data, out));
    }

    static void write(ReportData data, Writer out) throws IOException {
        String echarts = resource(ECHARTS);
        String script = script();
        Map<String, String> parts = Map.of("css", resource("page.css"), "echarts", echarts, "script", script,
                "data", json(data), "policy", policy(echarts, script));
        // One pass over the template: what a part holds is never looked at for placeholders.
        String template = resource("page.html");
        Matcher placeholder = PLACEHOLDER.matcher(template);
        int done = 0;
        while (placeholder.find()) {
            out.append(template, done, placeholder.start()).append(parts.get(placeholder.group(1)));
            done = placeholder.end();
        }
        out.append(template, done, template.length());
    }

    /** The page's own script: all files in one scope of their own. */
    private static String script() throws IOException {
        StringBuilder script = new StringBuilder("(() => {\n'use strict';\n");
        for (String name : SCRIPTS) {
            script.append('\n').append(resource("" + name + ".js"));
        }
        return script.append("})();").toString();
    }

    /** JSON that may stand inside a script element: no character in it can end the element or start a comment. */
    static String json(Object data) throws JsonProcessingException {
        return MARKUP.matcher(JSON.writeValueAsString(data))
                .replaceAll(match -> String.format("\\\\u%04x", (int) match.group().charAt(0)));
    }

    private static String policy(String... scripts) {
        StringBuilder policy = new StringBuilder(
                "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src");
        for (String script : scripts) {
            policy.append(" 'sha256-").append(sha256(script)).append('\'');
        }
        return policy.toString();
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("resource missing from the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void writeRounded(double value, JsonGenerator json) throws IOException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            json.writeNull();
        } else if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            json.writeNumber((int) value);
        } else {
            json.writeNumber(new BigDecimal(value).round(DISPLAYED).stripTrailingZeros().toString());
        }
    }

    /** Six significant digits, and null for what is not a number: a page has no use for more. */
    private static final class Rounded extends JsonSerializer<Double> {

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            writeRounded(value, json);
        }
    }

    private static final class RoundedArray extends JsonSerializer<double[]> {

        @Override
        public void serialize(double[] values, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartArray();
            for (double value : values) {
                writeRounded(value, json);
            }
            json.writeEndArray();
        }
    }
}
