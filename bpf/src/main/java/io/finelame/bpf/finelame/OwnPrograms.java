package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.BpfProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The user's own request mappers and resource monitors, made with finelame.bpf.h. They work on the maps of the
 * {@link FinelameObject} that they are added to. Not thread-safe.
 */
public final class OwnPrograms implements AutoCloseable {
    /** What both must have the same idea of. */
    private static final List<String> SHARED_STRUCTS = List.of("datapoint", "thread", "mapping", "object", "model",
            "score", "control", "losses");
    /** Data that every object has of its own. */
    private static final Set<String> PRIVATE_MAPS = Set.of(".data", ".bss", ".rodata", ".kconfig");

    private final Path file;
    private final BpfObject object;

    private OwnPrograms(Path file, BpfObject object) {
        this.file = file;
        this.object = object;
    }

    /** @param file C source, which clang compiles, or a compiled object (.o) */
    public static OwnPrograms open(Path file) throws BpfException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new BpfException(file + ": no such file: expected eBPF source (.bpf.c) or a compiled object (.o)", 0,
                    "");
        }
        byte[] elf = file.toString().endsWith(".o") ? Files.readAllBytes(file) : EbpfCompiler.compile(file);
        return new OwnPrograms(file, BpfObject.open(elf));
    }

    public List<String> names() {
        return object.programs().stream().map(BpfProgram::name).toList();
    }

    public Optional<BpfProgram> program(String name) {
        return object.program(name);
    }

    /** Loads them with the toolkit's maps in place of their own of the same names. */
    void load(BpfObject toolkit) throws BpfException {
        for (String struct : SHARED_STRUCTS) {
            requireSame(struct, toolkit);
        }
        for (BpfMap map : object.maps()) {
            if (!PRIVATE_MAPS.contains(map.name())
                    && toolkit.findMap(map.name()).orElse(null) instanceof BpfMap shared) {
                map.reuse(shared);
            }
        }
        object.load();
    }

    private void requireSame(String struct, BpfObject toolkit) throws BpfException {
        if (object.hasStruct(struct) && !object.struct(struct).equals(toolkit.struct(struct))) {
            throw new BpfException(file + ": its struct " + struct + " is not this version's: recompile it with this"
                    + " version's finelame.bpf.h", 0, "");
        }
    }

    @Override
    public void close() {
        object.close();
    }
}
