/**
 * The tables that {@code analyze} prints: {@link io.finelame.analyze.terminal.TerminalSummary} has one for each question that a user
 * asks first, for a run and for a sweep.
 */
package io.finelame.analyze.terminal;
