/**
 * Text that commands print: one line out of whatever a stranger's file contains, tables, numbers with units, JSON, and suggestions for
 * misspelt words. Pure functions and records.
 */
package io.finelame.cli.text;
