/**
 * Figures and tables for papers, one class for each figure of docs/figures.md: it turns runs into plain
 * {@code io.finelame.analyze.figures}. {@link io.finelame.analyze.paper.PaperFigures} decides which can be drawn.
 */
package io.finelame.analyze.paper;
