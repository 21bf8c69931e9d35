/**
 * Names the functions of addresses on stacks while their processes run. Start with {@link io.finelame.record.symbol.Symbolizer}, which
 * the recorder asks. {@link io.finelame.record.symbol.ProcessSymbols} knows a process: where files are in its memory
 * ({@link io.finelame.record.symbol.MemoryMap}), and what its runtime says of code that it generates
 * ({@link io.finelame.record.symbol.PerfMap}). {@link io.finelame.record.symbol.FileSymbols} has the symbol tables of files, which
 * processes share, and {@link io.finelame.record.symbol.KernelSymbols} the kernel's. {@link io.finelame.record.symbol.FunctionName} makes
 * names of symbols readable. How ELF files name functions is in {@code io.finelame.bpf.elf}.
 *
 * <p>The server controls what is read here, and the recorder has privileges: everything is bounded in size, no file is opened that is not
 * regular, and what is damaged only lacks names.
 */
package io.finelame.record.symbol;
