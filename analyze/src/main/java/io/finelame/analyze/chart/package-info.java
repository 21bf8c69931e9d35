/**
 * What charts show, as plain records that know nothing of runs: a {@link io.finelame.analyze.chart.Figure} has panels, a
 * {@link io.finelame.analyze.chart.Panel} two axes and layers. Scales, ticks and their labels are computed here and nowhere else; the report and
 * {@code io.finelame.analyze.figures} draw the same figures.
 */
package io.finelame.analyze.chart;
