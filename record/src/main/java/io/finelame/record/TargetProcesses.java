package io.finelame.record;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The running processes whose executable is one of the configuration's. Monitors on libraries are attached to these
 * alone: on every process of the machine, a malloc probe would be dear.
 */
final class TargetProcesses {
    private final Set<Path> executables;

    /** @param executables real paths */
    TargetProcesses(Set<Path> executables) {
        this.executables = Set.copyOf(executables);
    }

    /** Process ids. */
    Set<Integer> find() {
        Set<Integer> found = new TreeSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                if (runsTarget(process)) {
                    found.add(Integer.parseInt(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("read /proc", e);
        }
        return found;
    }

    private boolean runsTarget(Path process) {
        try {
            return executables.contains(Files.readSymbolicLink(process.resolve("exe")));
        } catch (IOException goneOrKernelThread) {
            return false;
        }
    }
}
