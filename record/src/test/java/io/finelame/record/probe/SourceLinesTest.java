package io.finelame.record.probe;

import io.finelame.record.config.ConfigurationReader;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Lines of the source as places: which instructions they are, and what whoever named them is to know. */
class SourceLinesTest {
    @TempDir
    private static Path directory;

    private static Path executable;

    @BeforeAll
    static void compile() throws Exception {
        executable = PlacesServer.compile(directory, "-g", "-gz");
    }

    private static ResolvedProbe.Mapper plan(String mapper) {
        return (ResolvedProbe.Mapper) ProbePlanner
                .plan(ConfigurationReader.parse(Path.of("fl_cfg.yml"), """
                                                                       applications:
                                                                         - exec_path: '%s'
                                                                           monitors: [{%s}]
                                                                       """.formatted(executable, mapper)),
                        ServerFiles.ofThisMachine(), null, new Selection.Executables())
                .getLast();
    }

    private static ResolvedProbe.Mapper planLine(String comment) throws Exception {
        return plan("event: 'places.c:" + PlacesServer.line(comment) + "', in_fn_name: unmap_tid_to_rid");
    }

    @Test
    void plan_lineWithCode_needsNoNote() throws Exception {
        ResolvedProbe.Mapper probe = planLine("works");

        assertEquals(1, probe.at().sites().size());
        assertEquals("", probe.note());
    }

    @Test
    void plan_lineWithoutCode_notesWhichIsProbed() throws Exception {
        int line = PlacesServer.line("nothing");

        assertEquals("places.c:" + line + " has no code: line " + (line + 1) + " is probed",
                planLine("nothing").note());
    }

    /** It was inlined twice into one function. */
    @Test
    void plan_lineThatAFunctionHasTwice_isProbedOnceAndNotesTheOther() throws Exception {
        ResolvedProbe.Mapper probe = planLine("inlined");

        assertEquals(1, probe.at().sites().size());
        assertTrue(probe.note().matches(
                "places.c:\\d+ is probed where each function has it first; it is also at 0x[0-9a-f]+(, 0x[0-9a-f]+)*"),
                probe.note());
    }

    @Test
    void plan_firstLineOfFunction_mayBeProbedAtItsReturn() throws Exception {
        ResolvedProbe.Mapper byLine = plan("event: 'places.c:" + PlacesServer.line("entered")
                + "', ret_fn_name: unmap_tid_to_rid");
        ResolvedProbe.Mapper byName = plan("event: by_line, ret_fn_name: unmap_tid_to_rid");

        assertEquals(List.of(offset(byName)), List.of(offset(byLine)));
    }

    private static long offset(ResolvedProbe.Mapper probe) {
        return probe.at().sites().getFirst().offset();
    }
}
