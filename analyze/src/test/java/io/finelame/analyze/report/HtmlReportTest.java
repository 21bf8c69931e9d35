package io.finelame.analyze.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.plot.RunFigures;
import io.finelame.run.DemoRun;
import io.finelame.run.RunDirectory;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HtmlReportTest {

    private static final List<String> HOSTILE = List.of("</script><script>alert(1)</script>", "<!--<script>",
            "a & b", "{{echarts}}", "\u2028\u2029", "\"quoted\" \\ 'single'");

    @Test
    void json_hostileText_holdsNoMarkup() throws IOException {
        String json = HtmlReport.json(HOSTILE);
        assertFalse(json.matches("(?s).*[<>&\u2028\u2029].*"), json);
    }

    @Test
    void json_hostileText_readsBackUnchanged() throws IOException {
        assertEquals(HOSTILE, new ObjectMapper().readValue(HtmlReport.json(HOSTILE), List.class));
    }

    @Test
    void json_numbers_haveSixDigitsAndNullWhereUnknown() throws IOException {
        assertEquals("[1,0.333333,null,1.23457E+8]",
                HtmlReport.json(new double[]{1, 1 / 3.0, Double.NaN, 123456789}));
    }

    @Test
    void json_wholeNumbers_keepEveryDigit() throws IOException {
        assertEquals("{\"ns\":812345678123456789}", HtmlReport.json(Map.of("ns", 812345678123456789L)));
    }

    @Test
    void write_report_loadsNothing() throws IOException {
        String page = page();
        assertFalse(page.matches("(?s).*<[a-z]+[^>]*\\s(src|href)=\"?(https?:|//|file:).*"));
        assertTrue(page.contains("default-src 'none'"));
    }

    @Test
    void write_report_fillsEveryPlaceholder() throws IOException {
        String page = page();
        for (String part : List.of("policy", "css", "data", "echarts", "script")) {
            assertFalse(page.contains("{{" + part + "}}"), part);
        }
    }

    @Test
    void write_model_hasOnlyItsComponents() throws IOException {
        assertFalse(page().contains("\"oneSided\""));
    }

    private static String page() throws IOException {
        Evaluation evaluation = Evaluation.of(RunDirectory.read(DemoRun.ORIGINAL), Optional.empty());
        StringWriter out = new StringWriter();
        HtmlReport.write(new ReportData(null, List.of(new RunViewBuilder(RunFigures.of(evaluation, 1000)).build()),
                null, List.of()),
                out);
        return out.toString();
    }
}
