package io.finelame.benchmarks.overhead;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** The same load on the same server, watched in several ways: round by round, so that what else happens hits them all. */
final class Experiment {
    private static final int VISITORS = 8;
    private static final double MICROSECONDS = 1e6;

    private final SampleServer server;
    private final List<String> pages;
    private final Map<String, Mode> modes = new LinkedHashMap<>();
    private final int warmUp;
    private final int seconds;
    private long pauseNs;
    private int measurement;
    private double cpuSeconds;

    /**
     * @param warmUp seconds from attaching to what is measured: a recorder that has just started compiles its code
     * @param seconds of what is measured
     */
    Experiment(SampleServer server, List<String> pages, List<Mode> modes, int warmUp, int seconds) {
        this.server = server;
        this.pages = List.copyOf(pages);
        modes.forEach(mode -> this.modes.put(mode.name(), mode));
        this.warmUp = warmUp;
        this.seconds = seconds;
    }

    SampleServer server() {
        return server;
    }

    List<String> pages() {
        return pages;
    }

    /** Mean time from one request of a visitor to the next; 0: at once. */
    long pauseNs(String mode) {
        return (long) (pauseNs / modes.get(mode).load());
    }

    void used(double cpuSeconds) {
        this.cpuSeconds = cpuSeconds;
    }

    Probes attach(String name) throws IOException {
        Mode mode = modes.get(name);
        return Probes.attach(mode.command(mode.plainName() + "-" + ++measurement, server.pid()), mode.ready());
    }

    /** As many requests per second as the unwatched server answers. */
    double saturation() throws RunnerException {
        return measure(modes.values().iterator().next().name()).throughput();
    }

    /** @param perSecond requests of all visitors; 0: as many as the server answers */
    void setRate(double perSecond) {
        pauseNs = perSecond == 0 ? 0 : (long) (VISITORS * 1e9 / perSecond);
    }

    /** By mode, a sample for each round. Each round begins with another mode: what comes before a mode may make a difference. */
    Map<String, List<Sample>> run(int rounds) throws RunnerException {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        modes.keySet().forEach(mode -> samples.put(mode, new ArrayList<>()));
        List<String> order = new ArrayList<>(modes.keySet());
        for (int round = 1; round <= rounds; round++) {
            for (String mode : order) {
                Sample sample = measure(mode);
                samples.get(mode).add(sample);
                System.err.printf("round %d of %d, %s: %s%n", round, rounds, mode, sample);
            }
            Collections.rotate(order, -1);
        }
        return samples;
    }

    private Sample measure(String mode) throws RunnerException {
        OverheadBenchmark.experiment = this;
        RunResult result = new Runner(new OptionsBuilder().include(OverheadBenchmark.class.getName())
                .param("mode", mode)
                .forks(0).threads(VISITORS).warmupIterations(1).warmupTime(TimeValue.seconds(warmUp))
                .measurementIterations(1)
                .measurementTime(TimeValue.seconds(seconds)).verbosity(VerboseMode.SILENT).shouldFailOnError(true)
                .build()).runSingle();
        Result<?> primary = result.getPrimaryResult();
        Statistics latency = primary.getStatistics();
        double requests = latency.getN();
        return new Sample(requests / seconds, latency.getMean(), latency.getPercentile(50), latency.getPercentile(99),
                cpuSeconds * MICROSECONDS / requests);
    }

    /**
     * One measurement.
     *
     * @param throughput requests per second
     * @param mean µs from the request to the whole answer, like the percentiles
     * @param cpu µs of the server's processes per request
     */
    record Sample(double throughput, double mean, double p50, double p99, double cpu) {}
}
