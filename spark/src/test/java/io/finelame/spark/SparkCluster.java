package io.finelame.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A master and a worker with two cores, from the module's jars alone and on loopback. */
final class SparkCluster implements AutoCloseable {
    private static final Path JARS = Path.of("target/lib").toAbsolutePath();

    private final Path home;
    private final Process master;
    private final Process worker;
    private final String url;

    private SparkCluster(Path home) throws IOException {
        this.home = home;
        Files.createSymbolicLink(home.resolve("jars"), JARS);
        master = start("org.apache.spark.deploy.master.Master", "--webui-port", "0");
        url = await(master, Pattern.compile("Starting Spark master at (spark://\\S+)"));
        worker = start("org.apache.spark.deploy.worker.Worker", "--webui-port", "0", "--cores", "2", "--memory",
                "1500m", "--work-dir", home.resolve("work").toString(), url);
        await(worker, Pattern.compile("(Successfully registered)"));
    }

    /** @param home an empty directory */
    static SparkCluster start(Path home) throws IOException {
        return new SparkCluster(home);
    }

    private Process start(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m", "-Dspark.master.rest.enabled=false", "-cp", JARS + "/*", main, "--host", "127.0.0.1",
                "--port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        return builder.start();
    }

    /** The pattern's first group, as soon as the log has it. */
    private static String await(Process process, Pattern pattern) throws IOException {
        BufferedReader log = process.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            seen.append(line).append('\n');
            Matcher found = pattern.matcher(line);
            if (found.find()) {
                Thread.ofVirtual().start(() -> log.lines().forEach(_ -> {}));
                return found.group(1);
            }
        }
        throw new IOException("ended without '" + pattern + "':\n" + seen);
    }

    String url() {
        return url;
    }

    /** The processes that the worker has started. */
    List<ProcessHandle> executors() {
        return worker.children().toList();
    }

    /** How many executors there have been. */
    long executorsSeen() throws IOException {
        try (var directories = Files.find(home.resolve("work"), 2,
                (path, _) -> path.getFileName().toString().matches("\\d+"))) {
            return directories.count();
        }
    }

    @Override
    public void close() throws IOException {
        for (Process process : List.of(worker, master)) {
            process.toHandle().destroy();
            process.onExit().join();
        }
        Files.delete(home.resolve("jars"));
    }
}
