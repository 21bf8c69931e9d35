package io.finelame.record.config;

import io.finelame.bpf.finelame.Feature;
import io.finelame.cli.file.InputException;
import io.finelame.cli.file.Place;
import io.finelame.recording.RecordingHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * What to record and which model to train: FineLame's {@code fl_cfg.yml}, with additions that have defaults.
 *
 * @param text the file as it was read
 * @param requestStats feature (or {@code origin_ip}, {@code origin_ts}, {@code completion_ts}) to datapoint field
 * @param ebpfProgram the user's own programs, where there are any
 * @param trainTime seconds
 * @param snapshotIntervalMs from one snapshot to the next
 * @param idleTimeout seconds without an update after which a request leaves the map
 * @param maxRequests requests that the map holds at once
 * @param cputimeSamplePeriodMs from one look at the running thread to the next; 0: context switches only
 */
public record Configuration(Path path, String text, ModelParameters model, Map<String, String> requestStats,
        List<ResourceMonitor> resourceMonitors, List<HardwareMonitor> hardwareMonitors, List<Application> applications,
        Optional<Path> ebpfProgram, double trainTime, int snapshotIntervalMs, double idleTimeout, int maxRequests,
        double cputimeSamplePeriodMs) {
    public static final List<String> SCORINGS = List.of("l1", "linf", "finelame");
    public static final List<String> SCALES = List.of("std", "mad", "log");

    /** The datapoint field of each known feature, in FineLame's order. */
    public static final Map<String, String> FEATURES = features();

    /**
     * @param features in the model's order
     * @param scaleMethod {@code exponent} or {@code bitshift}, for finelame scoring; {@code mScale} and {@code sScale}
     *        are its powers
     * @param scoring one of {@link #SCORINGS}
     * @param threshold the rule's text, e.g. {@code sigma:5}
     * @param scale one of {@link #SCALES}: what a feature is measured by
     * @param trainFrom seconds from the recording's start before which a request isn't trained on: the server's warm-up
     * @param type {@code kmeans}, or the name of another model type and its options
     * @param leaveOut what is neither trained on nor counted
     */
    public record ModelParameters(int k, List<String> features, String scaleMethod, int mScale, int sScale,
            String scoring, String threshold, String scale, ClusterFloor minCluster, double trainFrom, String type,
            LeaveOut leaveOut) {
        public ModelParameters {
            features = List.copyOf(features);
        }
    }

    /**
     * @param execPath null for a kernel event
     * @param features that it counts, where it is a program of {@code ebpf_prog}
     */
    public record ResourceMonitor(Place place, String event, String function, Path execPath, List<String> features) {
        public ResourceMonitor {
            features = List.copyOf(features);
        }
    }

    /** @param samplePeriod events between two samples */
    public record HardwareMonitor(Place place, String event, String function, long samplePeriod) {}

    /**
     * @param ridSize bytes of a request id that is passed as an argument
     * @param automatic maps requests to threads by what the kernel sees; then {@code mappers} is empty
     */
    public record Application(Place place, Path execPath, int ridSize, boolean automatic, RequestBoundary boundary,
            List<Mapper> mappers) {
        public Application {
            mappers = List.copyOf(mappers);
        }
    }

    /** @param inFunction at the function's entry, {@code retFunction} at its return; one may be null */
    public record Mapper(Place place, String event, String inFunction, String retFunction, OptionalInt ridPosition) {}

    public Configuration {
        requestStats = Map.copyOf(requestStats);
        resourceMonitors = List.copyOf(resourceMonitors);
        hardwareMonitors = List.copyOf(hardwareMonitors);
        applications = List.copyOf(applications);
    }

    /** @throws InputException with a line for each problem */
    public static Configuration load(Path path) throws IOException {
        return ConfigurationReader.load(path);
    }

    /** The configuration that a recording holds. */
    public static Configuration of(RecordingHeader header) {
        return ConfigurationReader.parse(Path.of(header.configurationName()), header.configuration());
    }

    /** Whether each connection of a recording is one request; no where its configuration can't be read. */
    public static boolean hasOneRequestPerConnection(RecordingHeader header) {
        return allApplications(header, application -> application.boundary() == RequestBoundary.CONNECTION);
    }

    /** Whether a recording was made by automatic mapping alone; no where its configuration can't be read. */
    public static boolean isAutomatic(RecordingHeader header) {
        return allApplications(header, Application::automatic);
    }

    private static boolean allApplications(RecordingHeader header, Predicate<Application> condition) {
        try {
            return of(header).applications().stream().allMatch(condition);
        } catch (InputException unknown) {
            return false;
        }
    }

    private static Map<String, String> features() {
        Map<String, String> features = new LinkedHashMap<>();
        for (Feature feature : Feature.values()) {
            features.put(feature.name(), feature.field());
        }
        return java.util.Collections.unmodifiableMap(features);
    }

    /** The same, with a monitor of whatever allocators the server has. */
    public Configuration withMemory() {
        Place place = new Place(path, 1, "resource_monitors");
        List<ResourceMonitor> monitors = new java.util.ArrayList<>(resourceMonitors);
        monitors.add(new ResourceMonitor(place, "allocators", ProbeFunction.FINDS_ALLOCATORS, null, List.of()));
        return new Configuration(path, text, model, requestStats, monitors, hardwareMonitors, applications, ebpfProgram,
                trainTime, snapshotIntervalMs, idleTimeout, maxRequests, cputimeSamplePeriodMs);
    }

    /** Whether anything of it may be attached to a function of user space, rather than to the kernel alone. */
    public boolean probesUserSpace() {
        return ebpfProgram.isPresent() || applications.stream().anyMatch(application -> !application.automatic())
                || resourceMonitors.stream().anyMatch(monitor -> monitor.execPath() != null
                        || monitor.function().equals(ProbeFunction.FINDS_ALLOCATORS));
    }

    /** Whether any application is mapped automatically. */
    public boolean automatic() {
        return applications.stream().anyMatch(Application::automatic);
    }

    /** Which datapoint field holds a feature. */
    public String datapointOf(String feature) {
        return requestStats.getOrDefault(feature, FEATURES.get(feature));
    }
}
