package io.finelame.record.doctor;

import io.finelame.cli.text.KnownFeature;
import io.finelame.record.config.ProbeFunction;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints the table of docs/features.md, from what the code knows of features and monitors. */
public final class FeatureTable {
    private FeatureTable() {}

    public static void main(String[] arguments) {
        System.out.println("| feature | unit | resolution | monitor (`in_fn_name`) | `event` | counts |");
        System.out.println("| --- | --- | ---: | --- | --- | --- |");
        KnownFeature.ALL.forEach(feature -> System.out.println(row(feature)));
    }

    private static String row(KnownFeature feature) {
        Map<String, ProbeFunction.Monitor> monitors = ProbeFunction.monitorsOf(feature.name());
        return String.format(Locale.ROOT, "| `%s` | %s | %,d | %s | %s | %s |", feature.name(), feature.unit().symbol(),
                feature.resolution(), code(monitors.keySet()), events(List.copyOf(monitors.values())), feature.counts())
                .replaceAll("\\|  (?=\\|)", "| ");
    }

    private static String code(Set<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private static String events(List<ProbeFunction.Monitor> monitors) {
        Set<String> events = new LinkedHashSet<>();
        for (ProbeFunction.Monitor monitor : monitors) {
            events.add(switch (monitor) {
                case ProbeFunction.KernelMonitor its when its.tracepoint().equals(its.otherEvent()) ->
                    "`" + its.tracepoint() + "`";
                case ProbeFunction.KernelMonitor its -> "`" + its.tracepoint() + "` or `" + its.otherEvent() + "`";
                case ProbeFunction.MemoryMonitor _ -> "an allocation function of `exec_path`";
                case ProbeFunction.AllocatorsMonitor _ -> "any name";
                case ProbeFunction.SampledMonitor its ->
                    "hardware monitor `" + its.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + "`";
            });
        }
        return String.join("; ", events);
    }
}
