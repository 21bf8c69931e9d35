package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.RingBuffer;
import io.finelame.bpf.StructLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/** The part of the eBPF programs that scores requests while they run. One thread only. */
public final class Detector implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final BpfMap models;
    private final BpfMap control;
    private final BpfMap scores;
    private final BpfMap detections;
    private final StructLayout modelLayout;
    private final StructLayout controlLayout;
    private final StructLayout scoreLayout;
    private final StructLayout detectionLayout;
    private final MemorySegment key = arena.allocate(8, 8);
    private final MemorySegment model;
    private final MemorySegment switches;
    private int generation;

    Detector(BpfObject object) throws BpfException {
        this.models = object.map("models");
        this.control = object.map(".data.control");
        this.scores = object.map("scores");
        this.detections = object.map("detections");
        this.modelLayout = object.struct("model");
        this.controlLayout = object.struct("control");
        this.scoreLayout = object.struct("score").shortenedTo(scores.valueSize());
        this.detectionLayout = object.struct("detection");
        this.model = arena.allocate(modelLayout.size(), 8);
        this.switches = arena.allocate(controlLayout.size(), 8);
    }

    /** Sends each update to the events ring buffer from now on. */
    public void logEvents() throws BpfException {
        set("log", 1);
        set("watch", 1);
        apply();
    }

    /**
     * Scores by this model from the next update on. Each update sees one whole model: this one is made ready beside the one
     * in use.
     *
     * @return its generation: 1 for the first
     */
    public int deploy(DetectorModel next) throws BpfException {
        generation++;
        int slot = generation % models.maxEntries();
        next.writeTo(model, modelLayout, generation);
        key.set(JAVA_INT, 0, slot);
        models.update(key.asSlice(0, 4), model);
        set("model", generation);
        set("watch", 1);
        apply();
        return generation;
    }

    private void set(String field, int value) {
        switches.set(JAVA_INT, controlLayout.field(field).offset(), value);
    }

    private void apply() throws BpfException {
        key.set(JAVA_INT, 0, 0);
        control.update(key.asSlice(0, 4), switches);
    }

    /** Size in bytes of the scores of requests that this many models have to flag. */
    static int scoreSize(BpfObject object, int consensus) throws BpfException {
        StructLayout.Field distances = object.struct("score").field("distances");
        return distances.offset() + distances.size() / LoadOptions.MAX_CONSENSUS * consensus;
    }

    /** Keyed by request id (u64); values are {@link #scoreLayout}. */
    public BpfMap scores() {
        return scores;
    }

    public StructLayout scoreLayout() {
        return scoreLayout;
    }

    /** Each request's first detection, as it happens; one that finds no room is a loss, and still in its score. */
    public RingBuffer detections(Consumer<Detection> consumer) throws BpfException {
        return new RingBuffer(detections, sample -> consumer.accept(Detection.of(sample, detectionLayout)));
    }

    @Override
    public void close() {
        arena.close();
    }
}
