package io.finelame.replay.detect;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.finelame.Detection;
import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.cli.StandardOutput;
import io.finelame.record.capture.Companion;
import io.finelame.record.capture.LiveRecording;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.ModelFile;
import io.finelame.replay.training.ModelParameters;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Deploys models while a recording is made, and reports each detection as it happens. The recorder's thread only. */
final class LiveDetector implements Companion, AutoCloseable {
    /** Beside the queue's files, so that it survives whatever ends the recorder. */
    static final String DETECTIONS = "detections.jsonl";

    private final Function<RecordingHeader, ModelParameters> parameters;
    private final Model given;
    private final Retraining retraining;
    private final boolean json;
    /** Null if nobody asked for them. */
    private final DetectionMetrics metrics;
    /** Null if nothing is to be done. */
    private final DetectionAction action;
    private final List<Model> deployed = new ArrayList<>();
    private Trainer trainer;
    private BufferedWriter lines;
    private long detections;
    private StandardOutput.Failure outputFailure;

    /**
     * @param given a model to deploy at once, or null to train one with these parameters
     * @param json whether detections are printed as JSON
     * @param metrics what counts for Prometheus, or null
     * @param action what is done for each detection, or null
     */
    LiveDetector(Function<RecordingHeader, ModelParameters> parameters, Model given, Retraining retraining,
            boolean json, DetectionMetrics metrics, DetectionAction action) {
        this.parameters = parameters;
        this.given = given;
        this.retraining = retraining;
        this.json = json;
        this.metrics = metrics;
        this.action = action;
    }

    @Override
    public boolean detects() {
        return true;
    }

    @Override
    public int consensus() {
        return retraining.consensus();
    }

    @Override
    public void started(LiveRecording recording) throws BpfException, IOException {
        lines = Files.newBufferedWriter(recording.directory().resolve(DETECTIONS));
        if (metrics != null) {
            recording.say("metrics on " + metrics.address());
        }
        if (given != null) {
            given.requireFeatures(recording.header());
            deploy(recording, given, "");
            return;
        }
        ModelParameters wanted = parameters.apply(recording.header());
        recording.say(String.format(Locale.ROOT, "training on the first %s s", wanted.trainTime()));
        trainer = new Trainer(recording.directory(), wanted, retraining);
        trainer.start();
    }

    @Override
    public void tick(LiveRecording recording) throws BpfException, IOException {
        output(recording, StandardOutput::requireReader);
        if (metrics != null) {
            metrics.update(recording.counts());
        }
        if (action != null) {
            action.tick().forEach(recording::say);
        }
        while (trainer != null && trainer.poll() instanceof Trainer.Message message) {
            switch (message) {
                case Trainer.Message.Trained(Model model, int cleaned, List<String> notes) -> {
                    notes.forEach(recording::say);
                    deploy(recording, model,
                            String.format(Locale.ROOT, ", trained on %,d requests (%,d filtered out) within %s s",
                                    model.trainRequests(), cleaned, model.trainTime()));
                }
                case Trainer.Message.Notice(String text) -> recording.say(text);
                case Trainer.Message.Failed(Exception cause) ->
                    throw new IOException("training failed: " + cause.getMessage(), cause);
            }
        }
    }

    private void deploy(LiveRecording recording, Model model, String origin) throws BpfException, IOException {
        int generation = recording.deploy(model.forDetector(), ModelFile.text(model));
        deployed.add(model);
        if (metrics != null) {
            metrics.deployed(generation);
        }
        recording.say(String.format(Locale.ROOT, "detecting by model %d: k = %d, %s%s", generation, model.k(),
                model.scoring(), origin));
    }

    @Override
    public void detected(LiveRecording recording, Detection detection) throws IOException {
        detections++;
        if (trainer != null) {
            trainer.flagged(detection.requestId());
        }
        DetectionReport report = DetectionReport.of(detection, Clock.monotonic(), recording.header().clock(),
                deployed.get(detection.generation() - 1), recording.hottestFrame(detection.requestId()));
        if (metrics != null) {
            metrics.flagged(report.feature());
        }
        if (action != null) {
            action.run(report).ifPresent(recording::say);
        }
        lines.write(report.json());
        lines.newLine();
        lines.flush();
        String line = json ? report.json() : report.line();
        output(recording, () -> recording.print(line));
    }

    @Override
    public void scored(LiveRecording recording, int count, MemorySegment values) {
        if (metrics == null) {
            return;
        }
        Layout layout = recording.header().scoreLayout();
        Layout.Field generations = layout.field("generation").orElseThrow();
        Layout.Field distances = layout.field("distances").orElseThrow();
        long size = values.byteSize() / count;
        for (int entry = 0; entry < count; entry++) {
            int generation = (int) generations.read(values, size * entry);
            if (generation > 0) {
                Model model = deployed.get(generation - 1);
                int place = generation % retraining.consensus() * DetectorModel.MAX_K * Long.BYTES;
                long[] its = values.asSlice(size * entry + distances.offset() + place, (long) Long.BYTES * model.k())
                        .toArray(ValueLayout.JAVA_LONG_UNALIGNED);
                metrics.scored(model.fixedPoint().excess(its));
            }
        }
    }

    /** What was recorded until standard output failed is worth a complete recording. */
    private void output(LiveRecording recording, Runnable output) {
        if (outputFailure != null) {
            return;
        }
        try {
            output.run();
        } catch (StandardOutput.Failure e) {
            outputFailure = e;
            recording.stop(e.getMessage());
        }
    }

    /** @throws StandardOutput.Failure if a detection could not be printed */
    void requireOutput() {
        if (outputFailure != null) {
            throw outputFailure;
        }
    }

    /** In the order of their generations, from 1. */
    List<Model> deployed() {
        return deployed;
    }

    long detections() {
        return detections;
    }

    @Override
    public void close() throws IOException {
        if (trainer != null) {
            trainer.stop();
        }
        if (action != null) {
            action.finish().forEach(System.err::println);
        }
        if (metrics != null) {
            metrics.close();
        }
        if (lines != null) {
            lines.close();
        }
    }
}
