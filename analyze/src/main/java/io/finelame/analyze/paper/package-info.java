/**
 * Figures and tables for papers. {@link io.finelame.analyze.paper.PaperFigures} prints the figures that runs and sweeps have and says which
 * were left out; {@link io.finelame.analyze.paper.PaperTables} makes the tables.
 */
package io.finelame.analyze.paper;
