package io.finelame.record.place;

import io.finelame.bpf.elf.ElfCode;
import io.finelame.bpf.elf.ElfFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Finds instructions of a file by address, or by offset in a function. */
public final class Instructions {
    private final ElfFile elf;
    private final Path file;

    /** @param file how the configuration names it */
    public Instructions(ElfFile elf, Path file) {
        this.elf = elf;
        this.file = file;
    }

    public FoundPlace find(ProbePlace.Address place) throws PlaceException, IOException {
        OptionalLong offset = ElfCode.offsetOf(elf.path(), place.address());
        if (offset.isEmpty()) {
            throw new PlaceException("no code at " + place + " in " + file
                    + ": expected the address of an instruction, as 'objdump -d' prints it");
        }
        return find(place, offset.getAsLong());
    }

    public FoundPlace find(ProbePlace.Offset place, ElfFile.Function function) throws PlaceException, IOException {
        if (function.sizes().size() > 1) {
            throw new PlaceException("'" + function.name() + "' is the name of " + function.sizes().size()
                    + " functions in " + file + ": expected an address instead: " + addresses(function));
        }
        long start = function.offsets().getFirst();
        long size = function.sizes().get(start);
        if (size > 0 && place.bytes() >= size) {
            throw new PlaceException("'" + place + "' is beyond the end of '" + function.name() + "' in " + file
                    + ": expected an offset below 0x" + Long.toHexString(size));
        }
        if (!ElfCode.addresses(elf.path()).test(ElfCode.addressOf(elf.path(), start) + place.bytes())) {
            throw new PlaceException("'" + place + "' is outside of the code of " + file
                    + ": expected an offset within '" + function.name() + "'");
        }
        return place.bytes() == 0
                ? new FoundPlace.Entry(function)
                : inside(place, start, start + place.bytes(), "of '" + function.name() + "'");
    }

    private String addresses(ElfFile.Function function) throws IOException {
        List<String> addresses = new ArrayList<>();
        for (long offset : function.offsets()) {
            addresses.add(hex(ElfCode.addressOf(elf.path(), offset)));
        }
        return addresses.stream().limit(8).collect(Collectors.joining(", "));
    }

    /** At an offset in the file. */
    FoundPlace find(ProbePlace place, long offset) throws PlaceException, IOException {
        Optional<ElfFile.Function> function = elf.functionAt(offset);
        if (function.isEmpty()) {
            return atUnknown(place, offset);
        }
        long start = function.get().start(offset).orElseThrow();
        return offset == start
                ? new FoundPlace.Entry(function.get().copyAt(start))
                : inside(place, start, offset, "of '" + function.get().name() + "'");
    }

    /** In a function without a symbol, of which the unwind table may have the first instruction. */
    private FoundPlace atUnknown(ProbePlace place, long offset) throws PlaceException, IOException {
        OptionalLong start = ElfCode.unwoundFrom(elf.path(), offset);
        return start.isPresent() && start.getAsLong() <= offset
                ? inside(place, start.getAsLong(), offset, "of a function without a symbol")
                : new FoundPlace.Inside(List.of(offset), unknown(place));
    }

    private FoundPlace inside(ProbePlace place, long start, long offset, String of)
            throws PlaceException, IOException {
        return switch (ElfCode.boundary(elf.path(), start, offset)) {
            case BEGINS -> new FoundPlace.Inside(List.of(offset), "");
            case UNKNOWN -> new FoundPlace.Inside(List.of(offset), unknown(place));
            case WITHIN -> throw new PlaceException("'" + place + "' is in the middle of an instruction " + of + " in "
                    + file + ": a probe there would crash the server: expected the address of an instruction, as"
                    + " 'objdump -d' prints it");
        };
    }

    private static String unknown(ProbePlace place) {
        return "whether an instruction begins at " + place + " can't be checked: a probe elsewhere crashes the server";
    }

    /** The offset of the first instruction of the function that has one, or of the part of it that the unwind table has. */
    long start(long offset) throws IOException {
        OptionalLong start = elf.functionAt(offset).map(function -> function.start(offset))
                .orElse(OptionalLong.empty());
        return start.isPresent() ? start.getAsLong() : ElfCode.unwoundFrom(elf.path(), offset).orElse(offset);
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
