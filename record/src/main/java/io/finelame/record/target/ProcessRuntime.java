package io.finelame.record.target;

import io.finelame.bpf.elf.ElfFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runtime that executes a process's program, as far as its mapped files show.
 *
 * @param version the major version of a JVM, if its files show it
 */
record ProcessRuntime(Kind kind, OptionalInt version) {
    private static final String JVM_LIBRARY = "libjvm.so";
    /**
     * How a JVM's threads are called that virtual ones need: carriers, which automatic mapping recognises by this name, too,
     * though an application's first pool may have it, and those that end their sleep or wait for their sockets. The kernel
     * keeps 15 characters.
     */
    private static final List<String> FOR_VIRTUAL_THREADS = List.of("ForkJoinPool-1-", "VirtualThread-u",
            "Read-Poller", "Write-Poller", "Master-Poller");
    /** From lib/server/libjvm.so up to the directory of the release file; jre/lib/amd64/server/libjvm.so is older. */
    private static final int RELEASE_LEVELS = 5;
    private static final Pattern JAVA_VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)");

    enum Kind {
        GO, JVM, NODE, PYTHON, OTHER
    }

    /** @param files of the process, its executable first */
    static ProcessRuntime of(Collection<MappedFile> files) {
        Optional<MappedFile> jvm = named(files, JVM_LIBRARY);
        if (jvm.isPresent()) {
            return new ProcessRuntime(Kind.JVM, javaVersion(jvm.get().path()));
        }
        if (files.stream().limit(1).anyMatch(ProcessRuntime::isGo)) {
            return of(Kind.GO);
        }
        if (files.stream().map(MappedFile::fileName).anyMatch(name -> name.matches("node|nodejs|libnode\\.so.*"))) {
            return of(Kind.NODE);
        }
        return of(files.stream().map(MappedFile::fileName).anyMatch(name -> name.matches("(lib)?python[23].*"))
                ? Kind.PYTHON
                : Kind.OTHER);
    }

    private static ProcessRuntime of(Kind kind) {
        return new ProcessRuntime(kind, OptionalInt.empty());
    }

    private static Optional<MappedFile> named(Collection<MappedFile> files, String name) {
        return files.stream().filter(file -> file.fileName().equals(name)).findFirst();
    }

    private static boolean isGo(MappedFile file) {
        try {
            return ElfFile.read(file.path()).isGo();
        } catch (IOException notAnElfFile) {
            return false;
        }
    }

    /** Whether a process runs the reference implementation of Ruby, thread_pthread.h of which has one condition variable. */
    static boolean isRuby(Collection<MappedFile> files) {
        return files.stream().map(MappedFile::fileName).anyMatch(name -> name.matches("(lib)?ruby[\\d.-].*|ruby"));
    }

    private static OptionalInt javaVersion(Path library) {
        Path directory = library.getParent();
        for (int level = 0; level < RELEASE_LEVELS && directory != null; level++) {
            Path release = directory.resolve("release");
            if (Files.isReadable(release)) {
                return versionIn(release);
            }
            directory = directory.getParent();
        }
        return OptionalInt.empty();
    }

    private static OptionalInt versionIn(Path release) {
        try {
            Matcher version = JAVA_VERSION.matcher(Files.readString(release));
            return version.find() ? OptionalInt.of(Integer.parseInt(version.group(1))) : OptionalInt.empty();
        } catch (IOException unreadable) {
            return OptionalInt.empty();
        }
    }

    /** Whether a JVM has begun to run virtual threads, by the names of its threads, proc_pid_task(5). */
    static boolean hasVirtualThreads(int pid) {
        try (DirectoryStream<Path> threads = Files
                .newDirectoryStream(Path.of("/proc", Integer.toString(pid), "task"))) {
            for (Path thread : threads) {
                String name = Files.readString(thread.resolve("comm"));
                if (FOR_VIRTUAL_THREADS.stream().anyMatch(name::startsWith)) {
                    return true;
                }
            }
        } catch (IOException gone) {
            return false;
        }
        return false;
    }
}
