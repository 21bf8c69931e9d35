package io.finelame.record;

import io.finelame.cli.testing.SubcommandProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The sample server on the real Node.js 12, with its visitors and its attacker. */
public final class NodeServer implements AutoCloseable {
    private static final int PATIENCE_S = 5;
    private static final Path NODEJS = Path.of("../datasets/nodejs").toAbsolutePath().normalize();

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();
    private String node;
    private String url;
    private Process server;

    private NodeServer(Path directory) {
        this.directory = directory;
    }

    /** @param directory for pages and configuration */
    public static NodeServer start(Path directory) throws IOException, InterruptedException {
        NodeServer started = new NodeServer(directory);
        started.start();
        return started;
    }

    /** None yet: for {@link #launch} and {@link #listen}. */
    public static NodeServer idle(Path directory) {
        return new NodeServer(directory);
    }

    /** @param script of this package's resources, which says at last that it listens */
    static NodeServer start(Path directory, String script) throws Exception {
        NodeServer started = new NodeServer(directory);
        started.fetch();
        started.listen(started.node, Path.of(NodeServer.class.getResource(script).toURI()).toString());
        return started;
    }

    private void start() throws IOException, InterruptedException {
        fetch();
        output(new ProcessBuilder(node, NODEJS.resolve("make-pages.js").toString(), pages().toString(), "--count",
                "50"));
        listen();
    }

    private void listen() throws IOException {
        listen(node, NODEJS.resolve("server.js").toString(), "--port", "0", "--pages", pages().toString());
    }

    /** Ends the server at once, and starts it anew. */
    void restart() throws IOException, InterruptedException {
        server.destroyForcibly().waitFor();
        listen();
    }

    private void fetch() throws IOException, InterruptedException {
        node = output(new ProcessBuilder(NODEJS.resolve("fetch-node.sh").toString(), "12.0.0"));
    }

    /** Starts a server, and waits until it says where it listens. */
    void listen(String... command) throws IOException {
        server = start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
        url = server.inputReader().readLine().split(" ")[2];
    }

    /** The server's next line. */
    String awaitOutput() throws IOException {
        return server.inputReader().readLine();
    }

    String node() {
        return node;
    }

    public URI url() {
        return URI.create(url);
    }

    private Path pages() {
        return directory.resolve("pages");
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = start(builder.redirectError(ProcessBuilder.Redirect.INHERIT));
        String output = new String(process.getInputStream().readAllBytes()).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", builder.command()) + ": exit code " + process.exitValue());
        }
        return output;
    }

    public long pid() {
        return server.pid();
    }

    /** The original's, for this server's executable. */
    public Path configuration() throws IOException {
        Path configuration = directory.resolve("fl_cfg.yml");
        return Files.writeString(configuration,
                Files.readString(NODEJS.resolve("fl_cfg.yml")).replace("/usr/local/bin/node", node));
    }

    public void visit(int requests) throws IOException, InterruptedException {
        output(new ProcessBuilder(node, NODEJS.resolve("client.js").toString(), "--url", url, "--list",
                pages().resolve("list.txt").toString(), "--requests", Integer.toString(requests)));
    }

    /** One request that costs about this much CPU time, from an address of its own. */
    public void attack(double seconds) throws IOException, InterruptedException {
        output(new ProcessBuilder(node, NODEJS.resolve("attack.js").toString(), "--url", url, "--requests", "1",
                "--seconds-each", Double.toString(seconds)));
    }

    /** One of the project's commands in a JVM of its own. */
    public Command launch(Class<?> command, String... arguments) throws IOException {
        return launch(Map.of(), command, arguments);
    }

    /** @param environment beside that of this JVM */
    Command launch(Map<String, String> environment, Class<?> command, String... arguments) throws IOException {
        return launch(List.of(), environment, command, arguments);
    }

    /** @param wrapper a command that executes the command line that follows it */
    Command launch(List<String> wrapper, Map<String, String> environment, Class<?> command, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(wrapper);
        line.addAll(SubcommandProcess.line(command, arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true).directory(directory.toFile());
        builder.environment().putAll(environment);
        return new Command(start(builder));
    }

    /** The launcher, of an installation that has this JVM's classes. */
    Command launchScript(Map<String, String> environment, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(Installation.in(directory.resolve("home")).toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true).directory(directory.toFile());
        builder.environment().remove("JAVA_HOME");
        if (!environment.containsKey("SUDO_UID")) {
            // It runs for seconds. Under sudo, the launcher would say that it ignores this.
            builder.environment().put("FINELAME_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        }
        builder.environment().putAll(environment);
        return new Command(start(builder));
    }

    /** A command that runs, and what it prints. */
    public static final class Command {
        private final Process process;
        private final BufferedReader lines;
        private final List<String> read = new ArrayList<>();

        private Command(Process process) {
            this.process = process;
            this.lines = process.inputReader();
        }

        public Process process() {
            return process;
        }

        /** @throws IOException where it ends before it prints a line that holds the text */
        public Command awaitLine(String text) throws IOException {
            String line = next();
            while (line != null && !line.contains(text)) {
                line = next();
            }
            if (line == null) {
                throw new IOException("it ended without '" + text + "': " + read);
            }
            return this;
        }

        /** The line that it printed last. */
        public String lastLine() {
            return read.getLast();
        }

        private String next() throws IOException {
            String line = lines.readLine();
            if (line != null) {
                read.add(line);
            }
            return line;
        }

        /** All that it prints, up to its end. */
        public List<String> awaitEnd() throws IOException {
            while (next() != null) {
                continue;
            }
            return read;
        }

        /** Sends SIGTERM. @return all that it has printed */
        public List<String> end() throws IOException, InterruptedException {
            process.toHandle().destroy();
            while (next() != null) {
                continue;
            }
            if (process.waitFor() != 0) {
                throw new IOException("exit code " + process.exitValue() + ": " + read);
            }
            return read;
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroy();
            if (!ends(process)) {
                process.destroyForcibly().onExit().join();
            }
        }
    }

    /** A script that is asked to end, ends its server too. */
    private static boolean ends(Process process) {
        try {
            return process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
