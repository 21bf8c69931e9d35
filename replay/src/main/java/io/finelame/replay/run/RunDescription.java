package io.finelame.replay.run;

import io.finelame.cli.Version;
import io.finelame.recording.RecordingHeader;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.requests.LeftOut;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** run.json, docs/run-directory.md: what a run was made from, how, and its results. */
record RunDescription(RecordedRequests recorded, Replay replay, ModelParameters parameters, RunOrigin origin,
        LeftOut leftOut) {
    /** @throws IOException if a file can't be read for its checksum */
    Map<String, Object> fields() throws IOException {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("format", 1);
        run.put("tool_version", Version.TEXT);
        run.put("label", recorded.header().label());
        run.put("seed", parameters.seed());
        run.put("scored_by", origin.scoredBy());
        if (origin.model().isPresent()) {
            Path file = origin.model().get();
            run.put("model", new TreeMap<>(Map.of("path", file.toString(), "sha256", Checksum.of(file))));
        }
        run.put("recordings", List.of(recording()));
        run.put("configuration", configuration());
        run.put("counts", counts());
        if (!recorded.cpu().stacks().isEmpty()) {
            run.putAll(StackFile.sampling(recorded.cpu().stacks(), recorded.health()).fields());
        }
        return run;
    }

    private Map<String, Object> recording() throws IOException {
        RecordingHeader header = recorded.header();
        Map<String, Object> recording = new LinkedHashMap<>();
        recording.put("path", recorded.directory().toString());
        recording.put("sha256", Checksum.await(origin.checksum()));
        recording.put("label", header.label());
        recording.put("host", header.host());
        recording.put("kernel", header.kernel());
        recording.put("fidelity", header.fidelity());
        recording.put("ended", recorded.health().endedInOrder());
        recording.put("snapshots", recorded.health().snapshots());
        recording.put("entries", recorded.health().entries());
        recording.put("lost", recorded.health().lost());
        recording.put("duration_s", recorded.seconds());
        recorded.cpu().total().ifPresent(total -> recording.put("cpu_time",
                new TreeMap<>(Map.of("used_ns", total.usedNs(), "charged_ns", total.chargedNs()))));
        recording.put("missing_features", header.missingFeatures());
        recording.put("probes", header.probes().stream().map(probe -> Map.of("event", probe.event(), "program",
                probe.program(), "attached_as", probe.attachedAs(), "note", probe.note())).map(TreeMap::new)
                .toList());
        Map<String, Object> clock = new LinkedHashMap<>();
        clock.put("monotonic_ns", header.clock().monotonicNs());
        clock.put("realtime_ns", header.clock().realtimeNs());
        recording.put("clock", clock);
        recording.put("origin_ns", header.clock().monotonicNs());
        return recording;
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        TrainingOptions options = parameters.options();
        configuration.put("type", options.type().toString());
        configuration.put("k", parameters.k());
        configuration.put("features", parameters.features());
        configuration.put("train_from", options.trainFrom());
        configuration.put("train_time", parameters.trainTime());
        configuration.put("scoring", replay.model().scoring());
        configuration.put("scale", options.scale());
        configuration.put("min_cluster", options.minCluster().toString());
        configuration.put("threshold", parameters.threshold().toString());
        configuration.put("clean_percentile", parameters.cleanPercentile());
        configuration.put("restarts", parameters.restarts());
        if (options.type().isKMeans() && origin.model().isEmpty()) {
            configuration.put("clusterer", options.clusterer().recorded());
        }
        if (options.consensus() > 1) {
            configuration.put("consensus", options.consensus());
        }
        if (!leftOut.wanted().isEmpty()) {
            configuration.put("leave_out", leftOut.wanted().names());
        }
        return configuration;
    }

    private Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("requests", replay.table().rows());
        counts.put("train", replay.training().rows().length);
        counts.put("cleaned", replay.training().cleaned());
        counts.put("set_aside", replay.training().setAsideRows());
        counts.put("test", replay.testRows().length);
        counts.put("flagged", replay.flagged());
        counts.put("ignored", replay.ignored());
        leftOut.counts().forEach((kind, count) -> counts.put("left_out_" + kind.recorded(), count));
        return counts;
    }
}
