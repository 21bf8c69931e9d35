/**
 * From a configuration to attached probes. {@link io.finelame.record.probe.ProbePlanner} resolves each monitor and request mapper to
 * a {@link io.finelame.record.probe.ResolvedProbe} that fits this kernel and these executables, or says why it can't: {@code FunctionResolver}
 * finds functions in executables, {@code KernelProbePlanner} events of the kernel.
 * {@link io.finelame.record.probe.Attachment} attaches what was planned.
 */
package io.finelame.record.probe;
