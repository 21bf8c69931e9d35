package io.finelame.record.probe;

import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.finelame.OwnPrograms;
import io.finelame.cli.file.Place;
import io.finelame.cli.text.Nearest;
import java.util.List;

/** The programs of a configuration's {@code ebpf_prog}, by the names that it uses. */
final class UserPrograms {
    private final OwnPrograms programs;
    private final List<String> problems;

    /**
     * @param programs null if there are none
     * @param problems takes one line for each
     */
    UserPrograms(OwnPrograms programs, List<String> problems) {
        this.programs = programs;
        this.problems = problems;
    }

    /** Null, and a problem noted, where there is none. */
    BpfProgram find(Place place, String name) {
        BpfProgram program = programs == null ? null : programs.program(name).orElse(null);
        if (program == null) {
            problems.add(place + ": no program '" + name + "'" + (programs == null
                    ? ""
                    : " in ebpf_prog, which has " + String.join(", ", programs.names())
                            + Nearest.hint(name, programs.names())));
        }
        return program;
    }

    static boolean isUserLevel(BpfProgram program) {
        return program.section().startsWith("uprobe") || isAtReturn(program);
    }

    static boolean isAtReturn(BpfProgram program) {
        return program.section().startsWith("uretprobe");
    }
}
