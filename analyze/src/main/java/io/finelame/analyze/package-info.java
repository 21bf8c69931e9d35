/**
 * Run directories in, tables and one HTML report out. This package reads nothing but the files of a run directory and,
 * optionally, a file of labels; it shares no code with the packages that write them.
 */
package io.finelame.analyze;
