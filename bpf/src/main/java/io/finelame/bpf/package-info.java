/**
 * libbpf by {@code java.lang.foreign}: objects, programs, maps, links, ring buffers and perf events as Java classes that are closed,
 * and whose failures are exceptions with what libbpf printed. Nothing here knows Finelame's own programs, so it is of use to any Java
 * program that loads eBPF. Start with {@link io.finelame.bpf.BpfObject}; {@link io.finelame.bpf.Libbpf} has the native functions.
 *
 * <p>More than 20 classes: all call libbpf or the kernel by function handles that nothing outside should see.
 */
package io.finelame.bpf;
