package io.finelame.record.place;

import io.finelame.bpf.elf.ElfFile;
import io.finelame.bpf.elf.Usdt;
import java.util.List;

/** A {@link ProbePlace} in a file, by offsets in it. */
public sealed interface FoundPlace {
    /** Of the instructions that are probed, in bytes. */
    List<Long> offsets();

    /** What whoever named the place should know; empty if nothing. */
    String note();

    /** A function's first instruction: arguments are where callers pass them, and its return can be probed. */
    record Entry(ElfFile.Function function, String note) implements FoundPlace {
        public Entry(ElfFile.Function function) {
            this(function, "");
        }

        @Override
        public List<Long> offsets() {
            return function.offsets();
        }
    }

    /** Other instructions. */
    record Inside(List<Long> offsets, String note) implements FoundPlace {
        public Inside {
            offsets = List.copyOf(offsets);
        }
    }

    /** All places of a tracepoint, whose arguments may be elsewhere in each. */
    record Tracepoint(List<Usdt> places) implements FoundPlace {
        public Tracepoint {
            places = List.copyOf(places);
        }

        @Override
        public List<Long> offsets() {
            return places.stream().map(Usdt::offset).toList();
        }

        @Override
        public String note() {
            return "";
        }
    }
}
