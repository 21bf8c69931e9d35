/**
 * Charts of runs and sweeps, one class for each: it makes a {@link io.finelame.analyze.chart.Figure}, which the report and
 * {@code --figures} draw. Start at {@link io.finelame.analyze.plot.RunFigures}.
 */
package io.finelame.analyze.plot;
