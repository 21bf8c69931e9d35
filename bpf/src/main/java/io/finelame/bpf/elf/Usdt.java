package io.finelame.bpf.elf;

import java.util.List;

/**
 * A place of a statically defined tracepoint (USDT): an instruction that does nothing, and what sys/sdt.h noted of it.
 *
 * @param offset of the instruction in the file, bytes
 * @param semaphore offset in the file of the 16-bit counter of those who trace it, bytes; 0 if it has none. The server may skip the
 *            tracepoint while it is 0
 */
public record Usdt(String provider, String name, long offset, long semaphore, List<UsdtArgument> arguments) {
    public Usdt {
        arguments = List.copyOf(arguments);
    }

    /** {@code provider:name}. */
    public String fullName() {
        return provider + ":" + name;
    }
}
