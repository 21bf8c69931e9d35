package io.finelame.record.symbol;

/**
 * How well addresses could be named.
 *
 * @param addresses that were looked up
 * @param withoutFunction of these, the ones in a known file, in generated code or in the kernel whose function isn't known
 * @param outsideFiles of these, the ones that are in no executable part of the process's memory, or whose process had ended
 * @param endedProcesses processes that had ended before their first address was looked up, or may not be read
 */
public record SymbolStatistics(long addresses, long withoutFunction, long outsideFiles, long endedProcesses) {}
