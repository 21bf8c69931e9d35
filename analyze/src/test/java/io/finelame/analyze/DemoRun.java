package io.finelame.analyze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A copy of the sample run that a test may spoil. */
record DemoRun(Path directory) {

    static final Path ORIGINAL = Path.of("src/test/resources/demo");

    static DemoRun copyTo(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(ORIGINAL)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        return new DemoRun(directory);
    }

    /** As of a recording that tells two processes apart: nginx used 1 ms for each request, gunicorn 3 ms. */
    DemoRun throughTwoProcesses() throws IOException {
        StringBuilder shares = new StringBuilder("req_id,process,cputime\n");
        for (String line : Files.readAllLines(file("scores_demo.csv"))) {
            String id = line.substring(0, line.indexOf(','));
            if (!id.equals("req_id")) {
                shares.append(id).append(",nginx,1000000\n").append(id).append(",gunicorn (python3.11),3000000\n");
            }
        }
        Files.writeString(file("shares_demo.csv"), shares);
        return this;
    }

    /** As of a recording that counted the processes' CPU time. */
    DemoRun withCpuTime(long usedNs, long chargedNs) throws IOException {
        edit("run.json", "\"snapshots\":",
                "\"cpu_time\": {\"used_ns\": " + usedNs + ", \"charged_ns\": " + chargedNs + "}, \"snapshots\":");
        return this;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Replaces the first occurrence of a text, which must be there. */
    void edit(String name, String from, String to) throws IOException {
        String content = Files.readString(file(name));
        int at = content.indexOf(from);
        if (at < 0) {
            throw new IllegalArgumentException(name + " holds no " + from);
        }
        Files.writeString(file(name), content.substring(0, at) + to + content.substring(at + from.length()));
    }

    void editAll(String name, String from, String to) throws IOException {
        Files.writeString(file(name), Files.readString(file(name)).replace(from, to));
    }
}
