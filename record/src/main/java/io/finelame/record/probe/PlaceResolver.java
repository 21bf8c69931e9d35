package io.finelame.record.probe;

import io.finelame.bpf.PinnedFile;
import io.finelame.bpf.elf.ElfFile;
import io.finelame.cli.file.Place;
import io.finelame.record.config.Configuration;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.place.FoundPlace;
import io.finelame.record.place.Instructions;
import io.finelame.record.place.PlaceException;
import io.finelame.record.place.ProbePlace;
import io.finelame.record.place.SourceLines;
import io.finelame.record.place.Tracepoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the places that a configuration names in the server's executables; notes a problem for each that can't be probed. */
final class PlaceResolver {
    private final FunctionResolver functions;
    private final List<String> problems;

    /** @param problems takes one line for each */
    PlaceResolver(FunctionResolver functions, List<String> problems) {
        this.functions = functions;
        this.problems = problems;
    }

    /** Null, and a problem noted, where the file or the place is missing, or must not be probed. */
    FoundPlace resolve(Place place, Path file, String event) {
        ElfFile elf = functions.open(place, file);
        if (elf == null) {
            return null;
        }
        try (CallerRights.Raised _ = CallerRights.raise()) {
            FoundPlace found = find(place, elf, file, ProbePlace.parse(event));
            return found instanceof FoundPlace.Entry entry && !functions.mayProbe(place, file, entry.function())
                    ? null
                    : found;
        } catch (PlaceException | IOException e) {
            problems.add(place + ": " + e.getMessage());
            return null;
        }
    }

    private FoundPlace find(Place place, ElfFile elf, Path file, ProbePlace wanted)
            throws PlaceException, IOException {
        Instructions instructions = new Instructions(elf, file);
        return switch (wanted) {
            case ProbePlace.Function(String name) -> {
                ElfFile.Function function = functions.resolve(place, file, name);
                yield function == null ? null : new FoundPlace.Entry(function);
            }
            case ProbePlace.Offset offset -> {
                ElfFile.Function function = functions.resolve(place, file, offset.function());
                yield function == null || !functions.mayProbe(place, file, function)
                        ? null
                        : instructions.find(offset, function);
            }
            case ProbePlace.Address address -> instructions.find(address);
            case ProbePlace.Line line -> {
                Optional<PinnedFile> debug = functions.debugFile(file);
                try {
                    yield new SourceLines(elf, file, debug.map(PinnedFile::path)).find(line);
                } finally {
                    debug.ifPresent(PinnedFile::close);
                }
            }
            case ProbePlace.Tracepoint tracepoint -> Tracepoints.find(elf, file, tracepoint);
        };
    }

    /** Of a monitor that reads a function's arguments; null, and a problem noted, for any other place. */
    ElfFile.Function function(Configuration.ResourceMonitor monitor, Path file) {
        FoundPlace found = resolve(monitor.place(), file, monitor.event());
        if (found == null || found instanceof FoundPlace.Entry) {
            return found == null ? null : ((FoundPlace.Entry) found).function();
        }
        problems.add(monitor.place() + ": " + monitor.function() + " reads arguments of an allocation function: found '"
                + monitor.event() + "': expected a function, or the address of its first instruction");
        return null;
    }

    /** Whether the place is a function whose return can be probed; if not, a problem is noted. */
    boolean mayProbeReturn(Place place, Path file, String event, FoundPlace found) {
        if (found instanceof FoundPlace.Entry entry) {
            return functions.mayProbeReturn(place, file, entry.function());
        }
        problems.add(place + ": '" + event + "' is no function's first instruction, where a return probe has to begin:"
                + " expected in_fn_name alone, or a function as event");
        return false;
    }

    /** For a probe that needs no cookie. */
    ResolvedProbe.Located locate(String event, Path file, FoundPlace found, boolean atReturn) {
        return locate(event, file, sites(found, found.offsets(), 0), found.note(), atReturn);
    }

    ResolvedProbe.Located locate(String event, Path file, List<ResolvedProbe.Site> sites, String note,
            boolean atReturn) {
        return new ResolvedProbe.Located(event, functions.real(file), sites, atReturn, note);
    }

    /** Sites with the same cookie. */
    static List<ResolvedProbe.Site> sites(FoundPlace found, List<Long> offsets, long cookie) {
        return found instanceof FoundPlace.Tracepoint tracepoint
                ? tracepoint.places().stream()
                        .map(usdt -> new ResolvedProbe.Site(usdt.offset(), usdt.semaphore(), cookie)).toList()
                : offsets.stream().map(offset -> new ResolvedProbe.Site(offset, 0, cookie)).toList();
    }

    /** Where a probe costs least and still finds so many arguments. */
    List<Long> cheapest(Path file, FoundPlace found, int arguments) {
        return found instanceof FoundPlace.Entry entry
                ? functions.cheapest(file, entry.function(), arguments)
                : found.offsets();
    }
}
