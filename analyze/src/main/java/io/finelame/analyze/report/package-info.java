/**
 * The HTML report: one page that works offline. {@link io.finelame.analyze.report.ReportData} is what its scripts get,
 * {@link io.finelame.analyze.report.RunViewBuilder} fills it, and {@link io.finelame.analyze.report.HtmlReport} writes the page with the
 * scripts of {@code src/main/resources}, one for each chart.
 */
package io.finelame.analyze.report;
