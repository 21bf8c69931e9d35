package io.finelame.benchmarks.overhead;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A visitor's request on a connection of its own, as a server answers it while it is watched. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OverheadBenchmark {
    private static final int TIMEOUT_MS = 10_000;
    private static final int BUFFER = 1 << 16;

    /** What is measured; set before JMH runs, in the same JVM: another process is what it measures. */
    static Experiment experiment;

    /** The watched server. */
    @State(Scope.Benchmark)
    public static class Watched {
        @Param("off")
        public String mode;

        private Probes probes;
        private double cpuBefore;

        @Setup(Level.Trial)
        public void attach() throws IOException {
            probes = experiment.attach(mode);
        }

        @Setup(Level.Iteration)
        public void begin() {
            cpuBefore = experiment.server().cpuSeconds();
        }

        /** The last iteration's stays: that of the measurement. */
        @TearDown(Level.Iteration)
        public void end() {
            experiment.used(experiment.server().cpuSeconds() - cpuBefore);
        }

        @TearDown(Level.Trial)
        public void detach() throws IOException {
            probes.close();
        }
    }

    /** One of several visitors, who come again and again. */
    @State(Scope.Thread)
    public static class Visitor {
        private static final AtomicInteger SEEDS = new AtomicInteger();

        private final SplittableRandom random = new SplittableRandom(SEEDS.incrementAndGet());
        private final byte[] buffer = new byte[BUFFER];
        private final URI url = experiment.server().url();
        private final List<String> pages = experiment.pages();
        private byte[] request;
        private long nextNs = System.nanoTime();

        /** Waits for the visitor's turn, which is not part of what is measured. */
        @Setup(Level.Invocation)
        public void arrive(Watched watched) {
            request = ("GET " + pages.get(random.nextInt(pages.size())) + " HTTP/1.1\r\nHost: server\r\n"
                    + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            long mean = experiment.pauseNs(watched.mode);
            if (mean == 0) {
                return;
            }
            nextNs = Math.max(nextNs, System.nanoTime() - mean);
            nextNs += (long) (-Math.log(1 - random.nextDouble()) * mean);
            for (long left; (left = nextNs - System.nanoTime()) > 0;) {
                LockSupport.parkNanos(left);
            }
        }

        /** @return bytes of the answer */
        private int get() throws IOException {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(request);
                InputStream in = socket.getInputStream();
                int bytes = 0;
                for (int n; (n = in.read(buffer)) > 0;) {
                    bytes += n;
                }
                if (bytes == 0) {
                    throw new SocketException("no answer");
                }
                return bytes;
            }
        }

        private Socket connect() throws IOException {
            Socket socket = new Socket();
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), TIMEOUT_MS);
            return socket;
        }
    }

    @Benchmark
    public int request(Watched watched, Visitor visitor) throws IOException {
        return visitor.get();
    }
}
