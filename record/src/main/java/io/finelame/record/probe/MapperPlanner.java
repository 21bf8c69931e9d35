package io.finelame.record.probe;

import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.elf.Usdt;
import io.finelame.bpf.elf.UsdtArgument;
import io.finelame.bpf.finelame.Operand;
import io.finelame.bpf.finelame.Operation;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.ProbeFunction;
import io.finelame.record.config.RequestBoundary;
import io.finelame.record.place.FoundPlace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Resolves request mappers: which places, and which argument there. */
final class MapperPlanner {
    private final PlaceResolver places;
    private final UserPrograms own;
    private final List<String> problems;
    private int monitors;

    /** @param problems takes one line for each */
    MapperPlanner(PlaceResolver places, UserPrograms own, List<String> problems) {
        this.places = places;
        this.own = own;
        this.problems = problems;
    }

    /** One of an application: its entry in the configuration may have a probe for the function's entry, its return, or both. */
    private record Entry(Configuration.Application application, Configuration.Mapper mapper, FoundPlace found) {
        private boolean isPaired() {
            return mapper.retFunction() != null && mapper.inFunction() != null;
        }

        private boolean splits() {
            return application.boundary() == RequestBoundary.RESPONSE;
        }
    }

    /** Empty, and a problem noted, for one that can't be attached. */
    List<ResolvedProbe> plan(Configuration.Application application, Configuration.Mapper mapper) {
        FoundPlace found = places.resolve(mapper.place(), application.execPath(), mapper.event());
        if (found == null || mapper.retFunction() != null && !places.mayProbeReturn(mapper.place().key("ret_fn_name"),
                application.execPath(), mapper.event(), found)) {
            return List.of();
        }
        monitors++;
        Entry entry = new Entry(application, mapper, found);
        List<ResolvedProbe> probes = new ArrayList<>();
        if (mapper.inFunction() != null) {
            probes.add(probe(entry, mapper.inFunction(), false));
        }
        if (mapper.retFunction() != null) {
            probes.add(probe(entry, mapper.retFunction(), true));
        }
        return probes;
    }

    private ResolvedProbe probe(Entry entry, String name, boolean atReturn) {
        return ProbeFunction.BY_NAME.containsKey(name)
                ? shipped(entry, name, atReturn)
                : ofUser(entry, name, atReturn);
    }

    private ResolvedProbe shipped(Entry entry, String name, boolean atReturn) {
        ProbeFunction.Mapper probe = ProbeFunction.mapper(name);
        boolean ofTracepoint = entry.found instanceof FoundPlace.Tracepoint;
        int position = probe.byRequestId() || ofTracepoint && probe.operation() != Operation.UNMAP
                ? entry.mapper.ridPosition().orElse(probe.position())
                : probe.position();
        if (ofTracepoint && position == 0 && probe.operation() != Operation.UNMAP) {
            problems.add(entry.mapper.place() + ": " + name + " looks at a return value, which '"
                    + entry.mapper.event() + "' doesn't have: expected rid_position, the tracepoint's argument");
        }
        long cookie = probe.operation().cookie(ofTracepoint ? 0 : position, entry.application.ridSize(),
                entry.isPaired(), entry.splits(), monitors);
        // What a return ends must begin at the function's entry: the kernel finds the return address there.
        List<Long> offsets = entry.isPaired() || atReturn
                ? entry.found.offsets()
                : places.cheapest(entry.application.execPath(), entry.found, position);
        return new ResolvedProbe.Mapper(new ProbeProgram.Shipped(name, "request_mapper"),
                locate(entry, sites(entry, offsets, cookie, position, name), atReturn));
    }

    private ResolvedProbe ofUser(Entry entry, String name, boolean atReturn) {
        Configuration.Mapper mapper = entry.mapper;
        BpfProgram program = own.find(mapper.place(), name);
        if (program != null
                && (!UserPrograms.isUserLevel(program) || UserPrograms.isAtReturn(program) != atReturn)) {
            problems.add(mapper.place() + ": " + name + " is a " + program.section() + ": expected a "
                    + (atReturn ? "uretprobe, for ret_fn_name" : "uprobe, for in_fn_name"));
        }
        int position = mapper.ridPosition().orElse(0);
        long cookie = Operation.ownCookie(entry.found instanceof FoundPlace.Tracepoint ? 0 : position,
                entry.application.ridSize(), entry.isPaired(), entry.splits(), monitors);
        return new ResolvedProbe.Mapper(new ProbeProgram.Own(name, List.of()),
                locate(entry, sites(entry, entry.found.offsets(), cookie, position, name), atReturn));
    }

    private ResolvedProbe.Located locate(Entry entry, List<ResolvedProbe.Site> sites, boolean atReturn) {
        return places.locate(entry.mapper.event(), entry.application.execPath(), sites, entry.found.note(), atReturn);
    }

    /** @param position of the argument that is read; 0: none is, of a tracepoint's */
    private List<ResolvedProbe.Site> sites(Entry entry, List<Long> offsets, long cookie, int position, String name) {
        if (position == 0 || !(entry.found instanceof FoundPlace.Tracepoint tracepoint)) {
            return PlaceResolver.sites(entry.found, offsets, cookie);
        }
        List<ResolvedProbe.Site> sites = new ArrayList<>();
        Set<String> found = new LinkedHashSet<>();
        for (Usdt usdt : tracepoint.places()) {
            if (position > usdt.arguments().size()) {
                found.add(missing(entry, usdt, position, name));
                continue;
            }
            UsdtArgument argument = usdt.arguments().get(position - 1);
            OptionalLong operand = Operand.of(argument);
            operand.ifPresentOrElse(
                    bits -> sites.add(new ResolvedProbe.Site(usdt.offset(), usdt.semaphore(), cookie | bits)),
                    () -> found.add(unreadable(entry, argument, position)));
        }
        found.forEach(text -> problems.add(entry.mapper.place() + ": " + text));
        return sites;
    }

    private static String missing(Entry entry, Usdt usdt, int position, String name) {
        int has = usdt.arguments().size();
        return "'" + entry.mapper.event() + "' has " + (has == 0
                ? "no arguments"
                : has + (has == 1
                        ? " argument"
                        : " arguments"))
                + ": " + name + " looks at argument " + position + ": expected "
                + (has == 0
                        ? "another tracepoint, or unmap_tid_to_rid"
                        : "rid_position: " + (has == 1 ? "1" : "1 to " + has));
    }

    private static String unreadable(Entry entry, UsdtArgument argument, int position) {
        return "argument " + position + " of '" + entry.mapper.event() + "' is '" + argument.text()
                + "', which can't be read: expected one in a register, in memory within 32767 bytes of one, or a constant"
                + " below 32768; rid_position chooses another argument";
    }
}
