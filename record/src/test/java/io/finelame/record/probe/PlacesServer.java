package io.finelame.record.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The test server of places.c, running; each command is answered once it is done. */
final class PlacesServer implements AutoCloseable {
    static final Path SOURCE = Path.of("src/test/c/places.c").toAbsolutePath();

    private final Process process;
    private final PrintWriter in;
    private final BufferedReader out;

    PlacesServer(Path executable) throws IOException {
        process = new ProcessBuilder(executable.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        in = new PrintWriter(process.outputWriter(), true);
        out = process.inputReader();
    }

    /** @param options of gcc */
    static Path compile(Path directory, String... options) throws Exception {
        Path executable = directory.resolve("places");
        List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-Wall", "-o", executable.toString()));
        command.addAll(List.of(options));
        command.add(SOURCE.toString());
        run(command.toArray(String[]::new));
        return executable;
    }

    /** Moves the symbols and the debugging information of an executable to a separate file beside it, as distributions do. */
    static void split(Path executable) throws Exception {
        Path debug = executable.resolveSibling(executable.getFileName() + ".debug");
        run("objcopy", "--only-keep-debug", executable.toString(), debug.toString());
        run("objcopy", "--strip-all", "--add-gnu-debuglink=" + debug, executable.toString());
    }

    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    /** The number of the source line with a comment. */
    static int line(String comment) throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("/* line: " + comment + " */")) {
                return i + 1;
            }
        }
        throw new IOException(comment);
    }

    int pid() {
        return (int) process.pid();
    }

    /** @return how many trace the tracepoint {@code counted} */
    int run(String command, long id) throws IOException {
        in.println(command + " " + id);
        String answer = out.readLine();
        if (answer == null) {
            throw new IOException("the server ended");
        }
        return Integer.parseInt(answer.substring("done ".length()));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
