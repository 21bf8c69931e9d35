package io.finelame.datasets;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The versions of Node.js that the scripts run on. */
enum Node {
    PAPER("12.0.0") {
        @Override
        Script.Result find() throws IOException {
            return Script.run(Script.file("fetch-node.sh"), "12.0.0");
        }
    },
    MACHINE("the machine's own") {
        @Override
        Script.Result find() throws IOException {
            return Script.run("bash", "-c", "command -v node || { echo 'no node on the path' >&2; exit 1; }");
        }
    };

    private final String version;
    private Path executable;

    Node(String version) {
        this.version = version;
    }

    abstract Script.Result find() throws IOException;

    /** The executable; where there is none the test is skipped, or fails where FINELAME_REQUIRE_BPF=1. */
    synchronized String executable() throws IOException {
        if (executable == null) {
            Script.Result found = find();
            boolean required = "1".equals(System.getenv("FINELAME_REQUIRE_BPF"));
            if (found.status() != 0 && required) {
                throw new AssertionError("Node.js, " + version + ": " + found.err());
            }
            Assumptions.assumeTrue(found.status() == 0, () -> "Node.js, " + version + ": " + found.err());
            executable = Path.of(found.out().strip());
        }
        return executable.toString();
    }

    /** Runs a script of the dataset to its end. */
    Script.Result run(String script, Object... arguments) throws IOException {
        Object[] command = new Object[arguments.length + 2];
        command[0] = executable();
        command[1] = Script.file(script);
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return Script.run(command);
    }
}
