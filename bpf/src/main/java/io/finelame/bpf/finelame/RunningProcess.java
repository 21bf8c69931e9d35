package io.finelame.bpf.finelame;

/**
 * A process that has not ended, though its first thread may have.
 *
 * @param pid as this process's pid namespace has it; {@code parent} likewise, 0 if the parent is outside
 * @param kernelId in the initial pid namespace
 * @param isTarget whether it is to be recorded: it was added, matches, or descends from such a process
 */
public record RunningProcess(int pid, int parent, int kernelId, boolean isTarget) {}
