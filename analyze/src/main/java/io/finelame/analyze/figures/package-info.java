/**
 * Draws figures as SVG, PDF and PNG of print size. JFreeChart lays the charts out; scales and ticks are those of the figure.
 */
package io.finelame.analyze.figures;
