package io.finelame.record.machine;

import io.finelame.bpf.finelame.KernelHooks;
import io.finelame.cli.file.InputException;

/** What works in this kernel, without the ways that the user ruled out. */
public final class WaysToAttach {
    private WaysToAttach() {}

    /** @throws InputException if FINELAME_WITHOUT names a way that there isn't */
    public static KernelHooks ofThisKernel() {
        try {
            return KernelHooks.ofThisKernel();
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }
}
