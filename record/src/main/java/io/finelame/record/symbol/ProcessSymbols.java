package io.finelame.record.symbol;

import io.finelame.bpf.PinnedFile;
import io.finelame.bpf.elf.ElfSymbols;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.machine.ProcessDirectory;
import io.finelame.record.symbol.MemoryMap.Mapping;
import io.finelame.recording.StackFrame;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Names the functions of a process. What is known of its memory stays known after it has ended. Another program that it
 * executes, or another process with its id, is noticed within a quarter of a second. Not thread-safe.
 */
final class ProcessSymbols {
    /** An address that is in no code of the process. */
    static final StackFrame OUTSIDE = unknown("[unknown]", "");
    /** Code that was made while the process runs, of which its runtime says nothing. */
    static final StackFrame GENERATED = unknown("[generated code]", "");

    private static final int MOST_FILES = 4096;
    private static final int READING_MS = 250;

    private final int pid;
    private final FileSymbols files;
    private final FunctionNames names;
    private final Interval mapReading = new Interval(READING_MS);
    private final Interval check = new Interval(READING_MS);
    /** By device and inode; empty: out of reach. */
    private final Map<String, Optional<PinnedFile.Attributes>> versions = new HashMap<>();
    private Optional<ProcessIdentity> identity;
    private MemoryMap memory = MemoryMap.EMPTY;
    private PerfMap perfMap;

    ProcessSymbols(int pid, FileSymbols files, FunctionNames names) {
        this.pid = pid;
        this.names = names;
        this.files = files;
        begin(ProcessIdentity.of(pid));
    }

    private void begin(Optional<ProcessIdentity> program) {
        identity = program;
        versions.clear();
        perfMap = new PerfMap(pid);
        memory = MemoryMap.EMPTY;
        mapReading.run(this::readMemory);
    }

    /** Whether there was no process when it was looked at first. */
    boolean hasEnded() {
        return identity.isEmpty();
    }

    private void readMemory() {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            memory = MemoryMap.read(ProcessDirectory.of(pid));
        } catch (IOException ended) {
            return;
        }
    }

    /** @param address of an instruction */
    StackFrame frame(long address) {
        check.runIfDue(this::checkProgram);
        Optional<Mapping> mapping = memory.at(address);
        if (mapping.isEmpty() && mapReading.runIfDue(this::readMemory)) {
            mapping = memory.at(address);
        }
        Optional<Mapping> place = mapping;
        return place.flatMap(found -> fileFrame(found, address))
                .or(() -> perfMap.nameAt(address).map(ProcessSymbols::compiled))
                .orElseGet(() -> place.map(ProcessSymbols::withoutFunction).orElse(OUTSIDE));
    }

    private void checkProgram() {
        Optional<ProcessIdentity> now = ProcessIdentity.of(pid);
        if (now.isPresent() && !now.equals(identity)) {
            begin(now);
        }
    }

    private Optional<StackFrame> fileFrame(Mapping mapping, long address) {
        long offset = address - mapping.start() + mapping.offset();
        Optional<String> symbol = mapping.isVdso()
                ? Vdso.OWN.functionAt(offset)
                : mapping.isFile() ? symbols(mapping).flatMap(symbols -> symbols.functionAt(offset)) : Optional.empty();
        return symbol
                .map(name -> new StackFrame(names.ofSymbol(name), mapping.fileName(), StackFrame.Kind.NATIVE));
    }

    private Optional<ElfSymbols> symbols(Mapping mapping) {
        Optional<PinnedFile.Attributes> version = versions.get(mapping.file());
        Optional<ElfSymbols> known = version == null ? Optional.empty() : version.flatMap(files::known);
        boolean given = version != null && version.isEmpty() || versions.size() >= MOST_FILES;
        return known.isPresent() || given ? known : read(mapping);
    }

    private Optional<ElfSymbols> read(Mapping mapping) {
        Optional<PinnedFile.Attributes> version = Optional.empty();
        try (CallerRights.Raised _ = CallerRights.raise()) {
            version = Optional.of(files.read(pid, mapping));
        } catch (IOException outOfReach) {
            version = Optional.empty();
        }
        versions.put(mapping.file(), version);
        return version.flatMap(files::known);
    }

    /** It is of no file of its own: the map's name has the process's id, which would set apart what is the same in each. */
    private static StackFrame compiled(String name) {
        return new StackFrame(FunctionName.ofCompiled(name), "", StackFrame.Kind.COMPILED);
    }

    private static StackFrame withoutFunction(Mapping mapping) {
        if (mapping.name().startsWith("[") && !mapping.name().startsWith("[anon")) {
            return unknown(mapping.fileName(), mapping.fileName());
        }
        return mapping.isFile() ? unknown("[" + mapping.fileName() + "]", mapping.fileName()) : GENERATED;
    }

    private static StackFrame unknown(String function, String module) {
        return new StackFrame(function, module, StackFrame.Kind.UNKNOWN);
    }

    /** Memory, in bytes, about. */
    long bytes() {
        return memory.bytes() + perfMap.bytes() + 200L * versions.size();
    }
}
