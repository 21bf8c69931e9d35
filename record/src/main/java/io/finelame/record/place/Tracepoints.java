package io.finelame.record.place;

import io.finelame.bpf.elf.ElfFile;
import io.finelame.bpf.elf.Usdt;
import io.finelame.bpf.elf.UsdtNotes;
import io.finelame.cli.text.Nearest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds statically defined tracepoints (USDT) of a file. */
public final class Tracepoints {
    private static final int SHOWN = 8;

    private Tracepoints() {}

    /** @param file how the configuration names it */
    public static FoundPlace find(ElfFile elf, Path file, ProbePlace.Tracepoint place)
            throws PlaceException, IOException {
        List<Usdt> all = UsdtNotes.read(elf.path());
        List<Usdt> found = all.stream()
                .filter(usdt -> usdt.provider().equals(place.provider()) && usdt.name().equals(place.name())).toList();
        if (found.isEmpty()) {
            throw new PlaceException("no tracepoint '" + place + "' in " + file + instead(all, place));
        }
        return new FoundPlace.Tracepoint(found);
    }

    private static String instead(List<Usdt> all, ProbePlace.Tracepoint place) {
        List<String> names = all.stream().map(usdt -> ProbePlace.USDT + usdt.fullName()).distinct().sorted().toList();
        if (names.isEmpty()) {
            return ", which has none (section .note.stapsdt): expected a function, or a build with tracepoints";
        }
        List<String> near = Nearest.of(place.toString(), names, 1);
        List<String> shown = Stream.concat(near.stream(), names.stream()).distinct().limit(SHOWN).toList();
        int others = names.size() - shown.size();
        return (near.isEmpty() ? "; it has: " : "; near: ") + String.join(", ", shown)
                + (others > 0 ? " and " + others + " others" : "");
    }
}
