package io.finelame.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests one after the other, so that what the server's processes use meanwhile is what each costs: the ground truth for
 * {@link MappingComparison}.
 */
public final class OneByOne {
    private static final long SETTLE_NS = 4_000_000;
    private static final int TIMEOUT_MS = 10_000;

    private OneByOne() {}

    /** @param arguments pids (comma-separated), URL, file of URL paths, number of requests, the CSV file to write */
    public static void main(String[] arguments) throws IOException {
        List<Integer> pids = List.of(arguments[0].split(",")).stream().map(Integer::valueOf).toList();
        URI url = URI.create(arguments[1]);
        List<String> pages = Files.readAllLines(Path.of(arguments[2]));
        Random random = new Random(1);
        try (PrintWriter out = new PrintWriter(arguments[4], StandardCharsets.UTF_8)) {
            out.println("port,cputime");
            long before = cpuTime(pids);
            for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
                int port = get(url, pages.get(random.nextInt(pages.size())));
                LockSupport.parkNanos(SETTLE_NS);
                long after = cpuTime(pids);
                out.println(port + "," + (after - before));
                before = after;
            }
        }
    }

    /** @return the local port */
    private static int get(URI url, String page) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            String request = "GET " + page + " HTTP/1.1\r\nHost: server\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return socket.getLocalPort();
        }
    }

    /** ns, of all threads: the first field of /proc/PID/task/TID/schedstat (Documentation/scheduler/sched-stats.rst). */
    private static long cpuTime(List<Integer> pids) throws IOException {
        long sum = 0;
        for (int pid : pids) {
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
                for (Path thread : threads) {
                    String statistics = Files.readString(thread.resolve("schedstat"));
                    sum += Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
                }
            }
        }
        return sum;
    }
}
