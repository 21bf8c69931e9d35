package io.finelame.record;

import io.finelame.bpf.finelame.CountingLibrary;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.record.summary.RecordingSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real recorder on a server whose requests ask whatever allocator it has for known amounts of memory. */
@KernelTest
@Tag("slow")
class AllocatorTest {
    private static final String LIBRARIES = "/usr/lib/x86_64-linux-gnu/";
    private static final long BYTES = 1_024_000;
    /** Exceptions are objects too. */
    private static final long EXCEPTIONS = 64_000;
    private static final List<String> C = List.of("malloc", "calloc", "realloc", "memalign", "aligned_alloc",
            "posix_memalign", "valloc", "malloc_left_by_a_jump");
    private static final List<String> CXX = List.of("new", "new_array", "new_nothrow", "new_aligned",
            "new_array_aligned_nothrow", "new_in_a_loop", "reallocarray", "pvalloc");
    private static final List<String> FAILING = List.of("malloc_that_fails", "calloc_that_overflows",
            "realloc_that_fails", "posix_memalign_that_fails");

    @TempDir
    private Path directory;

    private NodeServer server;

    @BeforeEach
    void prepare() throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path compileForGlibc() throws Exception {
        return Prerequisite.compile(directory, "allocate.cc", "clang++", "-std=c++17");
    }

    /** Without a function that has the name of an allocator's. */
    private Path compileWithoutAllocator() throws Exception {
        return Prerequisite.compile(directory, "allocate.cc", "clang++", "-std=c++17", "-Dje_malloc=jump");
    }

    private NodeServer.Command record(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--out", directory.toString()));
        arguments.addAll(List.of(options));
        return server.launch(RecordCommand.class, arguments.toArray(String[]::new)).awaitLine("attached");
    }

    private NodeServer.Command recordMemory() throws Exception {
        return record("--memory", "--pid", Long.toString(server.pid()), "memory");
    }

    /** A request for each function, of so many bytes. */
    private void ask(List<String> functions) throws Exception {
        try (Connection connection = new Connection(server.url())) {
            for (String function : functions) {
                connection.get("/" + function + "/" + BYTES);
            }
        }
    }

    private Map<String, Long> counted(List<String> functions) throws Exception {
        List<RecordedRequest> requests = RecordedRequest.read(directory.resolve("memory"));
        assertEquals(functions.size(), requests.size());
        Map<String, Long> counted = new LinkedHashMap<>();
        for (int i = 0; i < functions.size(); i++) {
            counted.put(functions.get(i), requests.get(i).get("mem_malloc"));
        }
        return counted;
    }

    private static Map<String, Long> expected(List<String> succeeding, List<String> failing) {
        Map<String, Long> expected = new LinkedHashMap<>();
        succeeding.forEach(function -> expected.put(function, BYTES));
        failing.forEach(function -> expected.put(function, 0L));
        return expected;
    }

    /** All from the same place in the code: an abandoned call must not swallow those after it. */
    @ParameterizedTest
    @CsvSource({",", "libjemalloc.so.2,libjemalloc2", "libtcmalloc_minimal.so.4,libtcmalloc-minimal4",
            "libmimalloc.so.2.0,libmimalloc2.0"})
    void memory_preloadedAllocator_countsEachCallOnceAndOnlyIfItSucceeded(String library, String debianPackage)
            throws Exception {
        String preload = library == null ? "" : Prerequisite.file(LIBRARIES + library, debianPackage).toString();
        List<String> succeeding = new ArrayList<>(C);
        succeeding.addAll(CXX);
        List<String> functions = new ArrayList<>(succeeding);
        functions.addAll(FAILING);
        server.listen("env", "LD_PRELOAD=" + preload, compileForGlibc().toString());
        NodeServer.Command recorder = recordMemory();
        ask(functions);
        recorder.end();

        assertEquals(expected(succeeding, FAILING), counted(functions));
    }

    /** What probes count, without a probe. */
    @ParameterizedTest
    @CsvSource({",", "libjemalloc.so.2,libjemalloc2", "libtcmalloc_minimal.so.4,libtcmalloc-minimal4",
            "libmimalloc.so.2.0,libmimalloc2.0"})
    void memory_countingLibrary_countsAsProbesDo(String library, String debianPackage) throws Exception {
        String preload = CountingLibrary.file().orElseThrow().toString()
                + (library == null ? "" : ":" + Prerequisite.file(LIBRARIES + library, debianPackage));
        List<String> succeeding = new ArrayList<>(C);
        succeeding.addAll(CXX);
        List<String> functions = new ArrayList<>(succeeding);
        functions.addAll(FAILING);
        server.listen("env", "LD_PRELOAD=" + preload, compileWithoutAllocator().toString());
        NodeServer.Command recorder = recordMemory();
        ask(functions);
        List<String> lines = recorder.end();

        assertEquals(expected(succeeding, FAILING), counted(functions));
        assertTrue(lines.stream().anyMatch(line -> line.contains("counts its allocations, without probes")),
                lines.toString());
        assertFalse(lines.stream().anyMatch(line -> line.startsWith("allocator")), lines.toString());
    }

    /** The library can't stand in front of what the executable itself has: all is probed, but the library. */
    @Test
    void memory_executableWithAnAllocatorOfItsOwn_isProbedInSpiteOfTheLibrary() throws Exception {
        server.listen("env", "LD_PRELOAD=" + CountingLibrary.file().orElseThrow(), compileForGlibc().toString());
        NodeServer.Command recorder = recordMemory();
        ask(List.of("malloc", "new"));
        List<String> lines = recorder.end();

        assertEquals(expected(List.of("malloc", "new"), List.of()), counted(List.of("malloc", "new")));
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("allocate: counting je_malloc")), lines.toString());
    }

    /** A return probe on operator new would end the server here. */
    @ParameterizedTest
    @CsvSource({",", "libjemalloc.so.2,libjemalloc2", "libtcmalloc_minimal.so.4,libtcmalloc-minimal4"})
    void memory_operatorNewThatThrows_countsTheCallsAfterIt(String library, String debianPackage) throws Exception {
        String preload = library == null ? "" : Prerequisite.file(LIBRARIES + library, debianPackage).toString();
        List<String> functions = List.of("new_that_throws", "new_nothrow_that_fails", "new");
        server.listen("env", "LD_PRELOAD=" + preload, compileForGlibc().toString());
        NodeServer.Command recorder = recordMemory();
        ask(functions);
        recorder.end();

        Map<String, Long> counted = counted(functions);
        long thrown = counted.get("new_that_throws");
        assertTrue(thrown >= BYTES && thrown < BYTES + EXCEPTIONS, "counted: " + thrown);
        assertTrue(counted.get("new_nothrow_that_fails") < EXCEPTIONS);
        assertEquals(BYTES, counted.get("new"));
    }

    /** musl's calloc calls its malloc. */
    @Test
    void memory_staticExecutableWithMusl_countsEachCallOnceAndOnlyIfItSucceeded() throws Exception {
        Prerequisite.file("/usr/bin/musl-gcc", "musl-tools");
        Path executable = Prerequisite.compile(directory, "allocate.cc", "musl-gcc", "-static", "-w", "-x", "c");
        List<String> functions = new ArrayList<>(C);
        functions.addAll(FAILING);
        server.listen(executable.toString());
        NodeServer.Command recorder = recordMemory();
        ask(functions);
        recorder.end();

        assertEquals(expected(C, FAILING), counted(functions));
    }

    @Test
    void memory_commandThatIsStarted_findsTheAllocatorOfTheProgramThatItBecomes() throws Exception {
        Path library = Prerequisite.file(LIBRARIES + "libjemalloc.so.2", "libjemalloc2");
        NodeServer.Command recorder = record("--memory", "memory", "--", "env", "LD_PRELOAD=" + library,
                compileForGlibc().toString()).awaitLine("allocator " + library);
        List<String> lines = recorder.end();

        assertTrue(lines.stream().anyMatch(line -> line.contains("libjemalloc.so.2: counting malloc")),
                lines.toString());
    }

    @Test
    void memory_commandThatIsStarted_getsTheLibraryThatCounts() throws Exception {
        NodeServer.Command recorder = record("--memory", "memory", "--", compileWithoutAllocator().toString())
                .awaitLine("process");
        List<String> lines = recorder.end();

        assertTrue(lines.stream().anyMatch(line -> line.contains("(allocate): libfinelame-memory.so counts")),
                lines.toString());
    }

    @Test
    void record_configuredLibraryIsNotTheAllocatorInUse_countsThatWhichIsAndSaysSo() throws Exception {
        Path library = Prerequisite.file(LIBRARIES + "libjemalloc.so.2", "libjemalloc2");
        Path executable = compileForGlibc();
        Path configuration = Files.writeString(directory.resolve("fl_cfg.yml"),
                """
                resource_monitors:
                  - {event: malloc, exec_path: /lib/x86_64-linux-gnu/libc.so.6, in_fn_name: probe_malloc}
                applications: [{exec_path: '%s', mapper: auto}]
                """.formatted(executable));
        server.listen("env", "LD_PRELOAD=" + library, executable.toString());
        NodeServer.Command recorder = record(configuration.toString(), "memory");
        ask(List.of("malloc", "calloc"));
        List<String> lines = recorder.end();

        assertEquals(expected(List.of("malloc", "calloc"), List.of()), counted(List.of("malloc", "calloc")));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("allocator " + library)), lines.toString());
    }

    /** A pool asks malloc for more where it is empty, and apr_pcalloc calls apr_palloc. */
    @Test
    void record_functionsOfAPool_countWhatIsAskedForAndNotWhatThePoolIsMadeOf() throws Exception {
        List<String> functions = List.of("apr_palloc", "apr_pcalloc", "apr_palloc_and_malloc", "malloc");
        Path library = Prerequisite.file(LIBRARIES + "libapr-1.so.0", "libapr1");
        Path executable = Prerequisite.compile(directory, "allocate.cc", "clang++", "-std=c++17", "-DWITH_POOLS");
        Path configuration = Files.writeString(directory.resolve("fl_cfg.yml"),
                """
                resource_monitors:
                  - {event: apr_palloc, exec_path: '%1$s', in_fn_name: ap_probe_malloc}
                  - {event: apr_pcalloc, exec_path: '%1$s', in_fn_name: ap_probe_malloc}
                applications: [{exec_path: '%2$s', mapper: auto}]
                """.formatted(library, executable));
        server.listen(executable.toString());
        NodeServer.Command recorder = record(configuration.toString(), "memory");
        ask(functions);
        List<String> lines = recorder.end();

        assertEquals(expected(functions, List.of()), counted(functions), lines.toString());
    }

    @Test
    void record_monitorThatIsNeverCalled_isSaidAtTheEndAndKeptInTheRecording() throws Exception {
        server.listen(compileForGlibc().toString());
        NodeServer.Command recorder = recordMemory();
        ask(List.of("nothing"));
        List<String> lines = recorder.end();

        List<String> warnings = RecordingSummary.read(directory.resolve("memory"), true).health().end().warnings();
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.getFirst().startsWith("REQ_MEM_MALLOC is 0 for all 1 requests"), warnings.toString());
        assertTrue(lines.contains("warning: " + warnings.getFirst()), lines.toString());
    }
}
