/**
 * Debugging information: {@link io.finelame.bpf.dwarf.LineSearch} finds the instructions of a line of the source. DWARF 2 to 5
 * (dwarfstd.org), as compilers write it for 64-bit little-endian machines.
 */
package io.finelame.bpf.dwarf;
