package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** The shared library of libbpf 1.x. It is looked for here first: {@link Libbpf} can't even be initialized without. */
public final class LibbpfLibrary {
    static final String NAME = "libbpf.so.1";

    private LibbpfLibrary() {}

    /** @throws BpfException if the library is not installed, or is broken */
    public static void require() throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup _ = SymbolLookup.libraryLookup(NAME, arena);
        } catch (IllegalArgumentException e) {
            throw new BpfException(
                    NAME + " can't be loaded: 'finelame setup' installs it (libbpf 1.x; Debian: libbpf1)", 0, "");
        }
    }
}
