/**
 * Charts of sweeps, for each combination of what a chart doesn't vary. Start at
 * {@link io.finelame.analyze.plot.sweep.SweepFigures}.
 */
package io.finelame.analyze.plot.sweep;
