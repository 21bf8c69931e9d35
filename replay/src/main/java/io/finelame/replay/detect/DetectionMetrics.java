package io.finelame.replay.detect;

import com.sun.management.OperatingSystemMXBean;
import io.finelame.cli.file.InputException;
import io.finelame.record.capture.LiveCounts;
import io.finelame.recording.Loss;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What {@code detect} counts while it runs, for Prometheus (OpenMetrics, by HTTP); docs/metrics.md. Written by the recorder's
 * thread, read by those of the HTTP server.
 */
final class DetectionMetrics implements AutoCloseable {
    private static final double NS_PER_S = 1e9;
    private static final double[] SCORE_BOUNDS = {0.1, 0.2, 0.5, 0.8, 1, 1.5, 2, 5, 10, 100};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter flagged = Counter.builder().name("finelame_requests_flagged_total")
            .help("Requests that were flagged while they ran, by the counter whose update made them outliers.")
            .labelNames("feature").register(registry);
    private final Gauge model = Gauge.builder().name("finelame_model_generation")
            .help("Number of the deployed model, from 1; 0 until one is trained.").register(registry);
    private final Histogram scores = Histogram.builder().name("finelame_request_score_ratio")
            .help("Score over threshold of the requests that left the map, at their last update; above 1 is an outlier.")
            .classicOnly().classicUpperBounds(SCORE_BOUNDS).register(registry);
    private final InetAddress listening;
    private final HTTPServer server;
    private volatile LiveCounts counts = new LiveCounts(0, 0, 0, 0, new long[Loss.values().length], 0, 0);

    /** @throws InputException if nothing can listen there */
    DetectionMetrics(InetSocketAddress address) {
        listening = address.getAddress();
        counter("finelame_requests_total", "Requests that began since the probes were attached.", LiveCounts::requests);
        gauge("finelame_requests_in_flight", "Requests that are not over.", LiveCounts::inFlight);
        counter("finelame_snapshots_total", "Snapshots in the recording.", LiveCounts::snapshots);
        counter("finelame_recording_bytes_total", "Bytes of the recording.", LiveCounts::bytes);
        counter("finelame_server_cpu_seconds_total", "CPU time that the server's processes have used.",
                its -> its.cpuUsedNs() / NS_PER_S);
        counter("finelame_server_cpu_charged_seconds_total",
                "CPU time of the server's processes that was charged to requests; the rest is unattributed.",
                its -> its.cpuChargedNs() / NS_PER_S);
        losses();
        recorder();
        try {
            server = HTTPServer.builder().inetAddress(address.getAddress()).port(address.getPort()).registry(registry)
                    .buildAndStart();
        } catch (IOException e) {
            throw new InputException("--metrics " + address.getPort() + ": " + e.getMessage()
                    + ": expected a free port of this machine's");
        }
    }

    /**
     * @param text {@code PORT} or {@code ADDRESS:PORT}
     * @throws InputException if it is neither
     */
    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            InetAddress host = colon < 0
                    ? InetAddress.getLoopbackAddress()
                    : InetAddress.ofLiteral(text.substring(0, colon).replaceAll("^\\[|]$", ""));
            return new InetSocketAddress(host, port);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "--metrics " + text + ": expected PORT or ADDRESS:PORT, e.g. 9464 or 0.0.0.0:9464");
        }
    }

    private void counter(String name, String help, ToDoubleFunction<LiveCounts> value) {
        CounterWithCallback.builder().name(name).help(help)
                .callback(callback -> callback.call(value.applyAsDouble(counts))).register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<LiveCounts> value) {
        GaugeWithCallback.builder().name(name).help(help)
                .callback(callback -> callback.call(value.applyAsDouble(counts))).register(registry);
    }

    private void losses() {
        CounterWithCallback.builder().name("finelame_losses_total")
                .help("What was lost between a resource's use and the recording, by kind.").labelNames("kind")
                .callback(callback -> {
                    long[] losses = counts.losses();
                    for (Loss loss : Loss.values()) {
                        callback.call(losses[loss.ordinal()], loss.name().toLowerCase(Locale.ROOT));
                    }
                }).register(registry);
    }

    private void recorder() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        CounterWithCallback.builder().name("finelame_recorder_cpu_seconds_total")
                .help("CPU time that finelame itself has used.")
                .callback(callback -> callback.call(system.getProcessCpuTime() / NS_PER_S)).register(registry);
        GaugeWithCallback.builder().name("finelame_recorder_resident_memory_bytes").unit(Unit.BYTES)
                .help("Memory of finelame itself.").callback(callback -> callback.call(residentBytes()))
                .register(registry);
    }

    /** VmRSS of proc_pid_status(5), bytes. */
    private static double residentBytes() {
        try {
            return 1024 * Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", ""))).findFirst().orElse(Double.NaN);
        } catch (IOException noProc) {
            return Double.NaN;
        }
    }

    /** Where it can be scraped. */
    String address() {
        String host = listening.getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getPort() + "/metrics";
    }

    void update(LiveCounts now) {
        counts = now;
    }

    void deployed(int generation) {
        model.set(generation);
    }

    void flagged(String feature) {
        flagged.labelValues(feature).inc();
    }

    /** @param ratio score over threshold of a request that is over */
    void scored(double ratio) {
        scores.observe(ratio);
    }

    @Override
    public void close() {
        server.close();
    }
}
