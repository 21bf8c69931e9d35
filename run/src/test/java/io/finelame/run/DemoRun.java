package io.finelame.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the sample run that a test may spoil. */
public record DemoRun(Path directory) {

    public static final Path ORIGINAL = Path.of("../run/src/test/resources/demo");

    public static DemoRun copyTo(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(ORIGINAL)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        return new DemoRun(directory);
    }

    /** As of a recording that tells two processes apart: nginx used 1 ms for each request, gunicorn 3 ms. */
    public DemoRun throughTwoProcesses() throws IOException {
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

    /**
     * With sums by peer: an attacker who used 6 s, a visitor, one with many cheap requests, requests without an address, and 20 peers
     * whose connections are not known and who used from 1 to 20 ms.
     */
    public DemoRun withPeers() throws IOException {
        StringBuilder peers = new StringBuilder("peer,requests,most_at_once,connections,cputime,tcp_rcvd,tcp_sent,"
                + "first_ts,last_ts,flagged\n");
        peers.append("198.51.100.9,18,1,1,500000,700,9000,5015000256354,5060000000000,0\n")
                .append("unknown,7,2,0,400000,0,0,5015000256354,5060000000000,0\n")
                .append("203.0.113.7,1,1,1,6000000000,900,9000,5015000256354,5060000000000,1\n")
                .append("192.0.2.4,9,2,3,3000000000,2000,9000,5015000256354,5060000000000,0\n");
        for (int i = 1; i <= 20; i++) {
            peers.append("10.0.0." + i + ",1,1,," + i + "000000,100,1000,5015000256354,5060000000000,0\n");
        }
        Files.writeString(file("peers_demo.csv"), peers);
        return this;
    }

    /** As of a recording with stacks; see {@link SampledStacks}. */
    public DemoRun withStacks() throws IOException {
        new SampledStacks(this).write();
        return this;
    }

    /** As of a recording that counted the processes' CPU time. */
    public DemoRun withCpuTime(long usedNs, long chargedNs) throws IOException {
        edit("run.json", "\"snapshots\":",
                "\"cpu_time\": {\"used_ns\": " + usedNs + ", \"charged_ns\": " + chargedNs + "}, \"snapshots\":");
        return this;
    }

    /** As of a model that says what its clusters accept, and that left the first two training requests aside. */
    public DemoRun withSetAside() throws IOException {
        List<String> lines = Files.readAllLines(file("train_demo.csv"));
        Files.write(file("set_aside_demo.csv"), lines.subList(0, 3));
        edit("run.json", "\"cleaned\": 3,", "\"cleaned\": 3, \"set_aside\": 2,");
        edit("model.json", "\"inertia\"",
                "\"accepts\": [[4.6e6, 150000, 8, 9.3e18], [2.1e7, 700000, 39, 195000], [1.1e8, 4.1e6, 214, 1.4e6]],"
                        + " \"typical\": [2.6e6, 55000, 4, 2700], \"inertia\"");
        return this;
    }

    /** As of a model that limits each feature by itself: 20 ms of CPU time, and nothing else. */
    public DemoRun withLimits() throws IOException {
        Files.writeString(file("model.json"),
                """
                {"format": 1, "type": "cpu-sigma sigmas=3", "scoring": "linf", "scale": "std", "k": 1,
                 "features": ["REQ_CPUTIME", "REQ_MEM_MALLOC", "REQ_PGFLT", "REQ_TCP_SENT"], "train_time": 15.0,
                 "train_requests": 300, "threshold_rule": "sigma:3", "unit": 65536,
                 "mean": [7331338.9, 233570.3, 12.2, 57065.3], "std": [9565547.4, 394768.7, 20.2, 125855.4],
                 "centroids": [[0, 0, 0, 0]], "thresholds": [65536], "cluster_sizes": [300], "inertia": 0,
                 "accepts": [[2.0e7, 9223372036854775807, 9223372036854775807, 9223372036854775807]],
                 "typical": [2.6e6, 55000, 4, 2700], "fixed_point": {"centroids": [[0, 0, 0, 0]],
                 "weights": [3602879702, 1, 1, 1], "shifts": [40, 95, 95, 95], "thresholds": [65536]}}
                """);
        List<String> scores = Files.readAllLines(file("scores_demo.csv"));
        Files.write(file("scores_demo.csv"),
                scores.stream().map(line -> line.replaceFirst(",[^,]*,[^,]*$", "")).toList());
        return this;
    }

    public Path file(String name) {
        return directory.resolve(name);
    }

    /** Replaces the first occurrence of a text, which must be there. */
    public void edit(String name, String from, String to) throws IOException {
        String content = Files.readString(file(name));
        int at = content.indexOf(from);
        if (at < 0) {
            throw new IllegalArgumentException(name + " holds no " + from);
        }
        Files.writeString(file(name), content.substring(0, at) + to + content.substring(at + from.length()));
    }

    public void editAll(String name, String from, String to) throws IOException {
        Files.writeString(file(name), Files.readString(file(name)).replace(from, to));
    }
}
