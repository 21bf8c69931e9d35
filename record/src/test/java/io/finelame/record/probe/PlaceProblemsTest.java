package io.finelame.record.probe;

import io.finelame.record.config.ConfigurationReader;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a configuration's author reads of a place that can't be probed. */
class PlaceProblemsTest {
    private static final Path LIBC = Path.of("/lib/x86_64-linux-gnu/libc.so.6");

    @TempDir
    private static Path directory;

    private static Path executable;

    @BeforeAll
    static void compile() throws Exception {
        executable = PlacesServer.compile(directory, "-g");
    }

    /** The problems of one mapper, each without its position. */
    private static List<String> problems(String mapper) {
        return problemsIn(executable, mapper);
    }

    private static List<String> problemsIn(Path file, String mapper) {
        return ProbePlanner
                .survey(ConfigurationReader.parse(Path.of("fl_cfg.yml"), """
                                                                         applications:
                                                                           - exec_path: '%s'
                                                                             monitors: [{%s}]
                                                                         """.formatted(file, mapper)),
                        ServerFiles.ofThisMachine(), null, new Selection.Executables())
                .problems();
    }

    private static void assertProblem(String expected, String mapper) {
        assertEquals(List.of("fl_cfg.yml:3: applications[0].monitors[0]" + expected.replace("FILE",
                executable.toString())), problems(mapper));
    }

    @Test
    void survey_addressOutsideOfCode_saysWhatIsExpected() {
        assertProblem(": no code at 0x10 in FILE: expected the address of an instruction, as 'objdump -d' prints it",
                "event: '0x10', in_fn_name: unmap_tid_to_rid");
    }

    @Test
    void survey_offsetWithinInstruction_isRefused() {
        assertProblem(
                ": 'by_line+0x2' is in the middle of an instruction of 'by_line' in FILE: a probe there would crash"
                        + " the server: expected the address of an instruction, as 'objdump -d' prints it",
                "event: by_line+2, in_fn_name: unmap_tid_to_rid");
    }

    @Test
    void survey_offsetBeyondTheFunction_saysItsSize() throws Exception {
        String size = PlacesServer.run("sh", "-c", "nm -S " + executable + " | grep -w by_line | cut -d' ' -f2");
        assertProblem(": 'by_line+0x1000' is beyond the end of 'by_line' in FILE: expected an offset below 0x"
                + Long.toHexString(Long.parseLong(size.strip(), 16)),
                "event: by_line+0x1000, in_fn_name: unmap_tid_to_rid");
    }

    /** Assembler code may not say how large a function is. */
    @Test
    void survey_offsetFarFromFunctionOfUnknownSize_isRefused() throws Exception {
        Path source = Files.writeString(directory.resolve("sizeless.s"),
                ".globl main\n.type main, @function\nmain: xor %eax, %eax\nret\n");
        Path program = directory.resolve("sizeless");
        PlacesServer.run("gcc", "-o", program.toString(), source.toString());

        assertEquals(List.of("fl_cfg.yml:3: applications[0].monitors[0]: 'main+0xf00000000' is outside of the code of "
                + program + ": expected an offset within 'main'"),
                problemsIn(program, "event: main+0xf00000000, in_fn_name: unmap_tid_to_rid"));
    }

    @Test
    void survey_returnProbeInsideFunction_isRefused() {
        assertProblem(".ret_fn_name: 'by_line+1' is no function's first instruction, where a return probe has to begin:"
                + " expected in_fn_name alone, or a function as event",
                "event: by_line+1, ret_fn_name: unmap_tid_to_rid");
    }

    @Test
    void survey_unknownTracepoint_namesTheOthersNearestFirst() {
        assertProblem(": no tracepoint 'usdt:places:in_registers' in FILE; near: usdt:places:in_register,"
                + " usdt:places:constant, usdt:places:counted, usdt:places:end, usdt:places:in_memory, usdt:places:inlined",
                "event: 'usdt:places:in_registers', in_fn_name: unmap_tid_to_rid");
    }

    @Test
    void survey_tracepointWithFewerArguments_saysHowManyItHas() {
        assertProblem(": 'usdt:places:counted' has 2 arguments: map_tid_to_rid looks at argument 3:"
                + " expected rid_position: 1 to 2", "event: 'usdt:places:counted', in_fn_name: map_tid_to_rid");
    }

    @Test
    void survey_tracepointWithArgumentAtIndexedAddress_quotesIt() {
        assertProblem(": argument 2 of 'usdt:places:counted' is '8@places_counter+8(,%rax,2)', which can't be read:"
                + " expected one in a register, in memory within 32767 bytes of one, or a constant below 32768;"
                + " rid_position chooses another argument", "event: 'usdt:places:counted', in_fn_name: new_assoc_2");
    }

    /** The C library of this machine is stripped: the recorder has loaded the same file, and knows what was chosen. */
    @Test
    void survey_indirectFunctionOfTheCLibrary_namesTheAddressThatIsChosenHere() {
        String problem = problemsIn(LIBC, "event: memcpy, in_fn_name: unmap_tid_to_rid").getFirst();

        assertTrue(problem
                .matches("fl_cfg.yml:3: applications\\[0\\].monitors\\[0\\]: 'memcpy' only chooses the function that is"
                        + " run, once \\(GNU_IFUNC\\): expected (0x[0-9a-f]+|__mem\\w+), which it chooses on this machine.*"),
                problem);
    }

    @Test
    void survey_addressThatAnIndirectFunctionChooses_isAccepted() {
        String problem = problemsIn(LIBC, "event: memcpy, in_fn_name: unmap_tid_to_rid").getFirst();
        String chosen = problem.replaceFirst(".*expected ([^,]*),.*", "$1");

        assertEquals(List.of(), problemsIn(LIBC, "event: '" + chosen + "', in_fn_name: unmap_tid_to_rid"));
    }

    @Test
    void survey_offsetInIndirectFunction_isRefusedToo() {
        assertTrue(problemsIn(LIBC, "event: memcpy+4, in_fn_name: unmap_tid_to_rid").getFirst().contains("GNU_IFUNC"));
    }

    @Test
    void survey_indirectFunctionOfAFileThatIsNotLoaded_namesItsVariants() throws Exception {
        Path source = Files.writeString(directory.resolve("variants.c"),
                """
                static int __twice_small(int x) { return x + x; }
                static int __twice_shift(int x) { return x << 1; }
                static void *choose(void) { return __builtin_cpu_supports("sse2") ? (void *)__twice_shift : (void *)__twice_small; }
                int twice(int x) __attribute__((ifunc("choose")));
                int main(int argc, char **argv) { return twice(argc); }
                """);
        Path variants = directory.resolve("variants");
        PlacesServer.run("gcc", "-o", variants.toString(), source.toString());

        assertEquals(
                List.of("fl_cfg.yml:3: applications[0].monitors[0]: 'twice' only chooses the function that is run, once"
                        + " (GNU_IFUNC): expected one of those it chooses from: __twice_shift, __twice_small"),
                problemsIn(variants, "event: twice, in_fn_name: unmap_tid_to_rid"));
    }

    @Test
    void survey_lineOfUnknownFile_namesTheNearest() {
        assertProblem(": no code of a source file 'place.c' in FILE; near: places.c",
                "event: 'place.c:12', in_fn_name: unmap_tid_to_rid");
    }

    @Test
    void survey_lineBehindTheLast_saysWhichIsTheLast() throws Exception {
        int last = Files.readAllLines(PlacesServer.SOURCE).indexOf("\treturn 0;") + 1;

        assertProblem(": 'places.c:5000' is behind the last line of " + PlacesServer.SOURCE
                + " that has code in FILE: expected a line up to " + last,
                "event: 'places.c:5000', in_fn_name: unmap_tid_to_rid");
    }

    @Test
    void survey_lineOfAFileWithoutLineTable_saysWhatIsMissing() {
        assertEquals(
                List.of("fl_cfg.yml:3: applications[0].monitors[0]: 'places.c:12' can't be found: /bin/true has no line"
                        + " table (section .debug_line): expected a build with -g, or the package with its debugging information"),
                problemsIn(Path.of("/bin/true"), "event: 'places.c:12', in_fn_name: unmap_tid_to_rid"));
    }

    @Test
    void survey_lineOfSeveralFilesOfTheName_namesThem() throws Exception {
        Path program = directory.resolve("two");
        for (String part : List.of("a", "b")) {
            Files.createDirectories(directory.resolve(part));
            Files.writeString(directory.resolve(part).resolve("part.c"),
                    "int " + part + "(void) { return 1; }\n"
                            + (part.equals("a") ? "int main(void) { return a(); }\n" : ""));
        }
        PlacesServer.run("gcc", "-g", "-o", program.toString(), directory + "/a/part.c", directory + "/b/part.c");

        assertEquals(List
                .of("fl_cfg.yml:3: applications[0].monitors[0]: 'part.c' is the end of the paths of 2 source files in "
                        + program + ": expected more of one: " + directory + "/a/part.c:1, " + directory
                        + "/b/part.c:1"),
                problemsIn(program, "event: 'part.c:1', in_fn_name: unmap_tid_to_rid"));
        assertEquals(List.of(), problemsIn(program, "event: 'b/part.c:1', in_fn_name: unmap_tid_to_rid"));
    }

    @Test
    void survey_functionOfSeparateDebugFileMisspelt_namesTheNearest() throws Exception {
        Path stripped = Files.copy(executable, directory.resolve("stripped"), StandardCopyOption.REPLACE_EXISTING);
        PlacesServer.split(stripped);

        assertEquals(List.of("fl_cfg.yml:3: applications[0].monitors[0]: no function 'by_lin' in " + stripped
                + "; near: by_line; mapper: auto needs no function"),
                problemsIn(stripped, "event: by_lin, in_fn_name: unmap_tid_to_rid"));
    }
}
