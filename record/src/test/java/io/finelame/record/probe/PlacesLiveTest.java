package io.finelame.record.probe;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.LoadedFunction;
import io.finelame.bpf.MapSnapshot;
import io.finelame.bpf.elf.ElfCode;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.record.config.Configuration;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Request mappers at places other than functions, in a running server whose requests' ids are known. */
@KernelTest
@Tag("slow")
class PlacesLiveTest {
    @TempDir
    private Path directory;

    /** What is done with the server once the probes are attached. */
    private interface Work {
        void on(PlacesServer server) throws Exception;
    }

    /** @return ids of the requests that were recorded */
    private Set<Long> record(String event, int argument, Work work) throws Exception {
        return record(PlacesServer.compile(directory, "-g"), event, argument, work);
    }

    private Set<Long> record(Path executable, String event, int argument, Work work) throws Exception {
        Configuration configuration = Configuration.load(Files.writeString(directory.resolve("fl_cfg.yml"),
                """
                applications:
                  - exec_path: '%s'
                    rid_type: long
                    monitors:
                      - {event: '%s', in_fn_name: map_tid_to_rid, rid_position: %d}
                      - {event: done, in_fn_name: unmap_tid_to_rid}
                      - {event: 'usdt:places:end', in_fn_name: unmap_tid_to_rid}
                """.formatted(executable, event, argument)));
        try (PlacesServer server = new PlacesServer(executable); FinelameObject object = FinelameObject.load(64)) {
            List<ResolvedProbe> probes = ProbePlanner.plan(configuration, ServerFiles.ofThisMachine(), null,
                    new Selection.Executables());
            try (Attachment _ = Attachment.attach(object, probes, Set.of(server.pid()), false)) {
                work.on(server);
                return requests(object);
            }
        }
    }

    private static Set<Long> requests(FinelameObject object) throws BpfException {
        Set<Long> ids = new TreeSet<>();
        try (MapSnapshot snapshot = object.datapoints().snapshot()) {
            snapshot.read();
            for (int i = 0; i < snapshot.entries(); i++) {
                ids.add(snapshot.keys().get(ValueLayout.JAVA_LONG, 8L * i));
            }
        }
        return ids;
    }

    @Test
    void attach_tracepointWithArgumentInRegister_mapsToIt() throws Exception {
        assertEquals(Set.of(41L, 42L), record("usdt:places:in_register", 1, server -> {
            server.run("in_register", 41);
            server.run("in_register", 42 | 7L << 32);
        }));
    }

    @Test
    void attach_tracepointWithNegativeArgument_extendsItsSign() throws Exception {
        assertEquals(Set.of(-3L),
                record("usdt:places:in_register", 1, server -> server.run("in_register", -3 & 0xffffffffL)));
    }

    @Test
    void attach_tracepointWithArgumentInMemory_mapsToIt() throws Exception {
        assertEquals(Set.of(5_000_000_000L),
                record("usdt:places:in_memory", 1, server -> server.run("in_memory", 5_000_000_000L)));
    }

    @Test
    void attach_tracepointWithConstant_mapsToIt() throws Exception {
        assertEquals(Set.of(77L), record("usdt:places:constant", 1, server -> server.run("constant", 9)));
    }

    @Test
    void attach_tracepointThatWasInlined_readsTheArgumentOfEachPlace() throws Exception {
        assertEquals(Set.of(100L, 102L), record("usdt:places:inlined", 1, server -> server.run("twice", 100)));
    }

    /** The server skips it while its counter is 0. */
    @Test
    void attach_tracepointWithCounter_isReachedWhileAttached() throws Exception {
        assertEquals(Set.of(8L), record("usdt:places:counted", 1, server -> {
            assertEquals(1, server.run("by_line", 1));
            server.run("counted", 8);
        }));
    }

    @Test
    void attach_offsetInFunction_readsRegistersThere() throws Exception {
        Path executable = PlacesServer.compile(directory, "-g");
        String second = "by_line+0x" + Long.toHexString(secondInstruction(executable) - entry(executable));

        assertEquals(Set.of(12L), record(executable, second, 1, server -> server.run("by_line", 12)));
    }

    @Test
    void attach_address_readsRegistersThere() throws Exception {
        Path executable = PlacesServer.compile(directory, "-g");
        String second = "0x" + Long.toHexString(secondInstruction(executable));

        assertEquals(Set.of(12L), record(executable, second, 1, server -> server.run("by_line", 12)));
    }

    /** Without a symbol, but in the unwind table. */
    @Test
    void attach_addressInStrippedFile_readsRegistersThere() throws Exception {
        Path executable = PlacesServer.compile(directory, "-g", "-rdynamic");
        String second = "0x" + Long.toHexString(secondInstruction(executable));
        PlacesServer.run("strip", executable.toString());

        assertEquals(Set.of(12L), record(executable, second, 1, server -> server.run("by_line", 12)));
    }

    @Test
    void attach_lineInFunction_readsRegistersThere() throws Exception {
        assertEquals(Set.of(12L),
                record("places.c:" + PlacesServer.line("begins"), 1, server -> server.run("by_line", 12)));
    }

    /** Only the separate file has the functions and the lines. */
    @Test
    void attach_lineOfSeparateDebugFile_readsRegistersThere() throws Exception {
        Path executable = PlacesServer.compile(directory, "-g");
        PlacesServer.split(executable);

        assertEquals(Set.of(12L), record(executable, "places.c:" + PlacesServer.line("entered"), 1,
                server -> server.run("by_line", 12)));
    }

    @Test
    void attach_functionOfSeparateDebugFile_isFound() throws Exception {
        Path executable = PlacesServer.compile(directory, "-g");
        PlacesServer.split(executable);

        assertEquals(Set.of(12L), record(executable, "by_line", 1, server -> server.run("by_line", 12)));
    }

    /** Debian's Python has tracepoints with counters: who imports a module is known by the name's address. */
    @Test
    void attach_tracepointsOfPython_mapWhatImportsAModule() throws Exception {
        Set<Long> requests = recordPython(
                """
                applications:
                  - exec_path: /usr/bin/python3.11
                    rid_type: long
                    monitors:
                      - {event: 'usdt:python:import__find__load__start', in_fn_name: map_tid_to_rid, rid_position: 1}
                      - {event: 'usdt:python:import__find__load__done', in_fn_name: unmap_tid_to_rid}
                """);

        assertTrue(requests.size() >= 2, requests.toString());
    }

    /** What the indirect function memcpy chose for this process is what others run. */
    @Test
    void attach_variantThatAnIndirectFunctionChooses_isRun() throws Exception {
        Path libc = Path.of("/usr/lib/x86_64-linux-gnu/libc.so.6");
        long chosen = ElfCode.addressOf(libc, LoadedFunction.offset(libc, "memcpy").orElseThrow());
        Set<Long> requests = recordPython("""
                                          applications:
                                            - exec_path: %s
                                              monitors: [{event: '0x%x', in_fn_name: new_assoc_2}]
                                          """.formatted(libc, chosen));

        assertTrue(requests.size() >= 2, requests.toString());
    }

    private Set<Long> recordPython(String text) throws Exception {
        Configuration configuration = Configuration.load(Files.writeString(directory.resolve("fl_cfg.yml"), text));
        try (FinelameObject object = FinelameObject.load(64)) {
            List<ResolvedProbe> probes = ProbePlanner.plan(configuration, ServerFiles.ofThisMachine(), null,
                    new Selection.Executables());
            try (Attachment _ = Attachment.attach(object, probes, Set.of(), false)) {
                PlacesServer.run("/usr/bin/python3.11", "-c", "import decimal, json");
                return requests(object);
            }
        }
    }

    private static long entry(Path executable) throws Exception {
        return instructions(executable).getFirst();
    }

    private static long secondInstruction(Path executable) throws Exception {
        return instructions(executable).get(1);
    }

    /** Addresses of the instructions of by_line, as objdump has them. */
    private static List<Long> instructions(Path executable) throws Exception {
        return PlacesServer.run("objdump", "-d", "--no-show-raw-insn", "--disassemble=by_line", executable.toString())
                .lines().filter(line -> line.matches(" +[0-9a-f]+:\t.*"))
                .map(line -> Long.parseLong(line.strip().split(":")[0], 16)).toList();
    }
}
