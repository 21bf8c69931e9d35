/**
 * The tables that {@code analyze} prints: {@link io.finelame.analyze.terminal.TerminalSummary} has one for each question that a user
 * asks first, for a run and for a sweep; {@code SummaryPrinter} lays them out, and {@code Cells} writes their values.
 */
package io.finelame.analyze.terminal;
