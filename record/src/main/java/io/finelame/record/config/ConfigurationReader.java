package io.finelame.record.config;

import io.finelame.cli.file.InputException;
import io.finelame.cli.file.YamlFile;
import io.finelame.cli.file.YamlMapping;
import io.finelame.record.config.Configuration.Application;
import io.finelame.record.config.Configuration.HardwareMonitor;
import io.finelame.record.config.Configuration.Mapper;
import io.finelame.record.config.Configuration.ModelParameters;
import io.finelame.record.config.Configuration.ResourceMonitor;
import io.finelame.record.place.ProbePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a configuration from YAML nodes, so that each problem has its line, and nothing in the file can make an object.
 * It finds every problem, not only the first.
 */
public final class ConfigurationReader {
    private static final Set<String> KEYS = Set.of("model_params", "request_stats", "resource_monitors",
            "hardware_monitors", "applications", "ebpf_prog", "train_from", "train_time", "snapshot_interval",
            "idle_timeout",
            "max_requests", "cputime_sample_period");
    /** FineLame's own program, which its configuration names: ours stand in for it. */
    private static final String ORIGINAL_PROGRAM = "finelame_ebpf.c";
    private static final String KIND = "a configuration (fl_cfg.yml)";
    private static final int MAX_K = 16;
    /** Arguments that a mapper can look at: those in registers, or all that sys/sdt.h can pass. */
    private static final int MOST_OF_FUNCTION = 5;
    private static final int MOST_OF_TRACEPOINT = 12;

    private final Path path;
    private final List<String> problems = new ArrayList<>();
    private boolean ownPrograms;

    private ConfigurationReader(Path path) {
        this.path = path;
    }

    public static Configuration load(Path path) throws IOException {
        return parse(path, YamlFile.read(path, KIND));
    }

    public static Configuration parse(Path path, String text) {
        ConfigurationReader reader = new ConfigurationReader(path);
        Configuration configuration = reader.read(text);
        if (!reader.problems.isEmpty()) {
            throw new InputException(reader.problems.stream().distinct().toList());
        }
        return configuration;
    }

    private Configuration read(String text) {
        YamlMapping root = YamlFile.parse(path, text, KIND, problems);
        Optional<Path> program = ebpfProgram(root);
        ownPrograms = program.isPresent();
        root.rejectUnknown(KEYS, ConfigurationReader::holdsAnchor);
        ModelParameters model = model(root.mapping("model_params"), trainFrom(root));
        Map<String, String> stats = requestStats(root.mapping("request_stats"));
        List<ResourceMonitor> resources = new ArrayList<>();
        root.mappings("resource_monitors").forEach(item -> resources.add(resource(item)));
        List<HardwareMonitor> hardware = new ArrayList<>();
        root.mappings("hardware_monitors").forEach(item -> hardware.add(hardware(item)));
        List<Application> applications = new ArrayList<>();
        root.mappings("applications").forEach(item -> applications.add(application(item)));
        if (applications.isEmpty() && problems.isEmpty()) {
            problems.add(root.place() + "applications: missing: expected at least one application to record");
        }
        return new Configuration(path, text, model, stats, resources, hardware, applications,
                program, root.positive("train_time", 60),
                (int) root.number("snapshot_interval", 1, 1e9, 100), root.positive("idle_timeout", 60),
                (int) root.whole("max_requests", 1, 1 << 26, 1 << 16),
                root.number("cputime_sample_period", 0, 1e6, 10));
    }

    /** Keys of any name may stand at the top to hold an anchor: FineLame's applications do. */
    private static boolean holdsAnchor(Node node) {
        return node.getAnchor() != null;
    }

    private static double trainFrom(YamlMapping root) {
        double from = root.number("train_from", 0, 1e9, 0);
        double to = root.positive("train_time", 60);
        if (from >= to) {
            root.problem("train_from", "found " + from + ": expected less than train_time, " + to);
        }
        return from;
    }

    private ModelParameters model(YamlMapping model, double trainFrom) {
        model.rejectUnknown(Set.of("k", "features", "scale_method", "m_scale", "s_scale", "scoring", "threshold",
                "scale", "min_cluster", "type", "leave_out"));
        List<String> features = model.texts("features");
        features.forEach(feature -> model.check("features", feature, Configuration.FEATURES.keySet(), "feature"));
        String method = model.choice("scale_method", "exponent", Set.of("exponent", "bitshift"));
        boolean shift = method.equals("bitshift");
        return new ModelParameters((int) model.whole("k", 1, MAX_K, 3), features, method,
                (int) model.whole("m_scale", 0, shift ? 62 : 18, 10),
                (int) model.whole("s_scale", 0, shift ? 62 : 18, 6),
                model.choice("scoring", "l1", Set.copyOf(Configuration.SCORINGS)), threshold(model),
                model.choice("scale", "std", Set.copyOf(Configuration.SCALES)), minCluster(model), trainFrom,
                model.text("type").orElse("kmeans"), leaveOut(model));
    }

    private static LeaveOut leaveOut(YamlMapping model) {
        List<String> names = model.lists("leave_out").stream().flatMap(List::stream).toList();
        Optional<String> problem = LeaveOut.problem("found", names);
        problem.ifPresent(text -> model.problem("leave_out", text));
        return problem.isPresent() ? LeaveOut.NOTHING : LeaveOut.parse(names);
    }

    private static ClusterFloor minCluster(YamlMapping model) {
        String text = model.text("min_cluster").orElse(ClusterFloor.DEFAULT.toString());
        Optional<ClusterFloor> floor = ClusterFloor.parse(text);
        if (floor.isEmpty()) {
            model.problem("min_cluster", "found '" + text + "': " + ClusterFloor.EXPECTED);
        }
        return floor.orElse(ClusterFloor.DEFAULT);
    }

    private static String threshold(YamlMapping model) {
        String rule = model.text("threshold").orElse("sigma:5");
        if (Threshold.parse(rule).isEmpty()) {
            model.problem("threshold", "'" + rule + "': " + Threshold.EXPECTED);
        }
        return rule;
    }

    private static Map<String, String> requestStats(YamlMapping stats) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : stats.keys()) {
            YamlMapping stat = stats.mapping(name);
            stat.rejectUnknown(Set.of("datapoint"));
            stat.requireText("datapoint").ifPresent(field -> fields.put(name, field));
        }
        return fields;
    }

    private ResourceMonitor resource(YamlMapping monitor) {
        monitor.rejectUnknown(Set.of("event", "exec_path", "in_fn_name", "ret_fn_name", "type", "side", "features"));
        String side = monitor.choice("side", "u", Set.of("u", "k"));
        String type = monitor.choice("type", "p", Set.of("p", "t"));
        String function = function(monitor, "in_fn_name", ProbeFunction.monitors(), "resource monitor");
        Path executable = path(monitor, "exec_path", monitor.text("exec_path")).orElse(null);
        if (side.equals("u") && executable == null && !function.equals(ProbeFunction.FINDS_ALLOCATORS)) {
            monitor.problem("exec_path",
                    "missing: a user-level monitor (side: u) needs the file that has its function");
        }
        if (side.equals("u") && type.equals("t")) {
            monitor.problem("type", "a tracepoint (type: t) is the kernel's: expected side: k");
        }
        return new ResourceMonitor(monitor.place(), monitor.requireText("event").orElse(""), function, executable,
                ownFeatures(monitor, function));
    }

    private static List<String> ownFeatures(YamlMapping monitor, String function) {
        List<String> features = monitor.texts("features");
        features.forEach(feature -> monitor.check("features", feature, Configuration.FEATURES.keySet(), "feature"));
        if (!features.isEmpty() && ProbeFunction.BY_NAME.containsKey(function)) {
            monitor.problem("features",
                    function + " has fixed features: 'features' applies only to programs in ebpf_prog");
        }
        return features;
    }

    private HardwareMonitor hardware(YamlMapping monitor) {
        monitor.rejectUnknown(Set.of("event", "fn_name", "sample_period"));
        String function = function(monitor, "fn_name",
                List.of("probe_cache_miss", "probe_cache_ref", "probe_instructions", "update_cputime"),
                "hardware monitor");
        return new HardwareMonitor(monitor.place(), monitor.requireText("event").orElse(""), function,
                monitor.whole("sample_period", 1, Long.MAX_VALUE, 100));
    }

    private Application application(YamlMapping application) {
        application.rejectUnknown(Set.of("exec_path", "mapper", "monitors", "request_boundary", "rid_type"));
        Path executable = path(application, "exec_path", application.requireText("exec_path")).orElse(Path.of(""));
        String type = application.choice("rid_type", "int", Set.of("int", "u32", "u64", "long"));
        List<Mapper> mappers = new ArrayList<>();
        application.mappings("monitors").forEach(item -> mappers.add(mapper(item)));
        boolean automatic = application.choice("mapper", "monitors", Set.of("auto", "monitors")).equals("auto");
        if (automatic && !mappers.isEmpty()) {
            application.problem("monitors",
                    "request mappers can't be combined with mapper: auto: expected one of them");
        }
        RequestBoundary boundary = boundary(application, automatic);
        if (boundary == RequestBoundary.RESPONSE) {
            mappers.forEach(mapper -> rejectRequestId(application, mapper));
        }
        return new Application(application.place(), executable, type.equals("u64") || type.equals("long") ? 8 : 4,
                automatic, boundary, mappers);
    }

    private static Optional<Path> path(YamlMapping mapping, String key, Optional<String> text) {
        try {
            return text.map(Path::of);
        } catch (InvalidPathException e) {
            mapping.problem(key, e.getReason() + ": expected a path");
            return Optional.empty();
        }
    }

    private static RequestBoundary boundary(YamlMapping application, boolean automatic) {
        String choice = application.choice("request_boundary", automatic ? "response" : "connection",
                Set.of("connection", "response"));
        return choice.equals("response") ? RequestBoundary.RESPONSE : RequestBoundary.CONNECTION;
    }

    /** Where the application numbers its requests itself, a new one would have no number. */
    private static void rejectRequestId(YamlMapping application, Mapper mapper) {
        if (mapper.inFunction() != null
                && ProbeFunction.BY_NAME.get(mapper.inFunction()) instanceof ProbeFunction.Mapper known
                && known.byRequestId()) {
            application.problem("request_boundary", "response can't be combined with " + mapper.inFunction()
                    + ", which takes the application's own request ids: expected connection");
        }
    }

    private Mapper mapper(YamlMapping mapper) {
        mapper.rejectUnknown(Set.of("event", "in_fn_name", "ret_fn_name", "rid_position"));
        List<String> known = ProbeFunction.mappers();
        String in = mapper.has("in_fn_name") ? function(mapper, "in_fn_name", known, "request mapper") : null;
        String ret = mapper.has("ret_fn_name") ? function(mapper, "ret_fn_name", known, "request mapper") : null;
        if (in == null && ret == null) {
            mapper.problem("in_fn_name", "missing: expected in_fn_name, ret_fn_name or both");
        }
        String event = mapper.requireText("event").orElse("");
        int most = ProbePlace.parse(event) instanceof ProbePlace.Tracepoint ? MOST_OF_TRACEPOINT : MOST_OF_FUNCTION;
        OptionalInt position = mapper.has("rid_position")
                ? OptionalInt.of((int) mapper.whole("rid_position", 1, most, 1))
                : OptionalInt.empty();
        return new Mapper(mapper.place(), event, in, ret, position);
    }

    private String function(YamlMapping mapping, String key, List<String> known, String kind) {
        String name = mapping.requireText(key).orElse("");
        boolean own = ownPrograms && !ProbeFunction.BY_NAME.containsKey(name);
        if (!name.isEmpty() && !own) {
            mapping.check(key, name, known, kind);
        }
        return name;
    }

    /** A relative path is relative to the configuration's directory. */
    private Optional<Path> ebpfProgram(YamlMapping root) {
        return path(root, "ebpf_prog", root.text("ebpf_prog")).map(name -> path.toAbsolutePath().resolveSibling(name))
                .filter(file -> Files.exists(file) || !file.getFileName().toString().equals(ORIGINAL_PROGRAM));
    }
}
