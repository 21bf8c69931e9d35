/**
 * Where in an executable a function begins and returns, which uprobes need, read from its ELF file: symbols, and for Go the tables that
 * its own runtime walks the stack by. Start with {@link io.finelame.bpf.elf.ElfFile}.
 */
package io.finelame.bpf.elf;
