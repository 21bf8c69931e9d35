/**
 * {@code finelame analyze}: {@link io.finelame.analyze.AnalyzeCommand} reads runs and sweeps, evaluates them ({@code evaluate}) and
 * prints tables ({@code terminal}), writes an HTML report ({@code report}), tables and figures for papers ({@code paper}), or a
 * leaderboard ({@code leaderboard}).
 */
package io.finelame.analyze;
