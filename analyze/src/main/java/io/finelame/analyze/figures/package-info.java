/**
 * Figures for papers: what is drawn, as plain records that know nothing of runs, and the drawing of it as SVG, PDF and
 * PNG of print size. JFreeChart lays the charts out.
 */
package io.finelame.analyze.figures;
