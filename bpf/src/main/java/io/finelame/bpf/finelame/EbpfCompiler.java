package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Compiles an eBPF source file with clang, against the toolkit's headers. */
final class EbpfCompiler {
    private static final List<String> HEADERS = List.of("finelame.bpf.h", "allocated.bpf.h", "allocated.h",
            "arguments.bpf.h",
            "charge.bpf.h", "stacks.bpf.h", "trace.bpf.h", "connection.bpf.h",
            "datapoints.bpf.h", "detect.bpf.h", "finelame.h", "kernel.h", "mappers.bpf.h", "maps.bpf.h", "scoring.h",
            "syscalls.h", "threads.bpf.h");
    private static final long SECONDS = 60;

    private EbpfCompiler() {}

    /** @throws BpfException with clang's first error, as {@code file:line:column: error: text} */
    static byte[] compile(Path source) throws BpfException, IOException {
        Path directory = Files.createTempDirectory("finelame-ebpf");
        try {
            for (String header : HEADERS) {
                extract(header, directory);
            }
            Path object = directory.resolve("program.o");
            Path output = directory.resolve("output");
            run(command(source, directory, object), source, output);
            return Files.readAllBytes(object);
        } finally {
            delete(directory);
        }
    }

    private static void extract(String header, Path directory) throws IOException {
        try (InputStream in = EbpfCompiler.class.getResourceAsStream("include/" + header)) {
            Files.copy(in, directory.resolve(header));
        }
    }

    private static List<String> command(Path source, Path include, Path object) {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        String architecture = machine.equals("aarch64") ? "arm64" : "x86";
        return List.of("clang", "-O2", "-g", "-target", "bpf", "-mcpu=v3", "-D__TARGET_ARCH_" + architecture, "-Wall",
                "-fno-color-diagnostics", "-I" + include, "-I/usr/include/" + machine + "-linux-gnu", "-c",
                source.toString(), "-o", object.toString());
    }

    /** Directories of headers (CPATH, C_INCLUDE_PATH), and even options, come from many variables: none is to decide what is loaded. */
    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(Set.of("PATH"));
        return builder;
    }

    private static void run(List<String> command, Path source, Path output)
            throws BpfException, IOException {
        Process clang;
        try {
            clang = builder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new BpfException("compile " + source + ": clang is missing: install it (Debian: clang libbpf-dev), or"
                    + " give ebpf_prog a compiled object (.o)", 0, "");
        }
        try {
            if (!clang.waitFor(SECONDS, TimeUnit.SECONDS)) {
                clang.destroyForcibly();
                throw new BpfException("compile " + source + ": clang took more than " + SECONDS + " s", 0, "");
            }
        } catch (InterruptedException e) {
            clang.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new BpfException("compile " + source + ": interrupted", 0, "");
        }
        if (clang.exitValue() != 0) {
            throw new BpfException(firstError(Files.readAllLines(output), source), 0, "");
        }
    }

    private static String firstError(List<String> output, Path source) {
        List<String> errors = new ArrayList<>(output.stream().filter(line -> line.contains("error:")).toList());
        if (errors.isEmpty()) {
            return "compile " + source + ": clang failed: " + String.join(" ", output);
        }
        return errors.getFirst() + (errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : "");
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
