package io.finelame.record;

import io.finelame.record.summary.RecordingSummary;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server of sockets-and-processes.py, and the recorder beside it. */
public final class PythonServer implements AutoCloseable {
    private static final int PATIENCE_S = 5;

    private final Path directory;
    private final Process process;
    private final NodeServer commands;
    private URI url;

    private PythonServer(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
        this.commands = NodeServer.idle(directory);
    }

    /** @param arguments how its processes and sockets live */
    public static PythonServer start(Path directory, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("/usr/bin/python3", script()));
        line.addAll(List.of(arguments));
        return run(directory, line.toArray(String[]::new));
    }

    /** @param command that ends in a server's command line */
    public static PythonServer run(Path directory, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PYTHONHOME", "/usr");
        return new PythonServer(directory, builder.start());
    }

    /** The server's program; copied if it is part of a jar, as in tests of other modules. */
    public static String script() throws Exception {
        URL program = PythonServer.class.getResource("sockets-and-processes.py");
        if (program.getProtocol().equals("file")) {
            return Path.of(program.toURI()).toString();
        }
        Path copy = Files.createTempFile("sockets-and-processes", ".py");
        copy.toFile().deleteOnExit();
        try (InputStream in = program.openStream()) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy.toString();
    }

    public long pid() {
        return process.pid();
    }

    /** Its next line is that it listens. */
    public PythonServer awaitListening() throws IOException {
        url = URI.create(lastWord("listening on "));
        return this;
    }

    /** Its next line says which process is to be recorded. */
    String awaitProcess() throws IOException {
        return lastWord("process is ");
    }

    private String lastWord(String beginning) throws IOException {
        String line = process.inputReader().readLine();
        if (line == null || !line.startsWith(beginning)) {
            throw new IOException("expected '" + beginning + "', found: " + line);
        }
        return line.substring(beginning.length());
    }

    /** Lets it go on where it waits to be recorded. */
    public void proceed() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    public URI url() {
        return url;
    }

    int port() {
        return url.getPort();
    }

    /** One request on each of as many connections. */
    public void visit(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            visit("/");
        }
    }

    void visit(String path) throws IOException {
        try (Connection connection = new Connection(url)) {
            connection.get(path);
        }
    }

    /** Records to label {@code life}. */
    public NodeServer.Command record(String... options) throws IOException {
        return record(List.of(), options);
    }

    /** @param wrapper a command that executes the recorder's */
    NodeServer.Command record(List<String> wrapper, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--out", directory.toString()));
        arguments.addAll(List.of(options));
        arguments.add("life");
        return commands.launch(wrapper, Map.of(), RecordCommand.class, arguments.toArray(String[]::new));
    }

    NodeServer.Command recordPid() throws IOException {
        return record("--pid", Long.toString(pid())).awaitLine("attached");
    }

    public List<RecordedRequest> requests() {
        return RecordedRequest.read(directory.resolve("life"));
    }

    /** What the recording says at its end. */
    List<String> warnings() {
        return RecordingSummary.read(directory.resolve("life")).health().end().warnings();
    }

    @Override
    public void close() {
        commands.close();
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        family.add(process.toHandle());
        family.forEach(ProcessHandle::destroy);
        family.forEach(member -> {
            try {
                member.onExit().get(PATIENCE_S, TimeUnit.SECONDS);
            } catch (Exception stillThere) {
                member.destroyForcibly();
            }
        });
    }
}
