package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.finelame.Detection;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Listener that is called while a recording is made, on the recorder's thread. */
public interface Companion {
    /** Whether it deploys models: then their scores are recorded. */
    default boolean detects() {
        return false;
    }

    /** How many of the last models have to flag a request. */
    default int consensus() {
        return 1;
    }

    /** The probes are attached, nothing has been recorded yet. */
    default void started(LiveRecording recording) throws BpfException, IOException {}

    /** Called many times a second. */
    default void tick(LiveRecording recording) throws BpfException, IOException {}

    /**
     * Requests left the map.
     *
     * @param values [count][size of the header's score layout] what the kernel thought of them; valid during the call
     */
    default void scored(LiveRecording recording, int count, MemorySegment values) {}

    default void detected(LiveRecording recording, Detection detection) throws IOException {}
}
