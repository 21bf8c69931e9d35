package io.finelame.recording;

/**
 * What can be lost between a resource's use and the recording; {@code struct losses} in finelame.h. Recordings hold the
 * ordinals: add new ones at the end.
 */
public enum Loss {
    DATAPOINTS("requests that did not fit into the datapoints map"),
    ASSOCIATIONS("objects that could not be associated with a request"),
    THREADS("mappings of threads that got no storage"),
    NESTING("mappings that were nested too deep"),
    EVENTS("updates that did not fit into the ring buffer"),
    SCORES("updates that were counted, but not scored"),
    DETECTIONS("detections dropped because the ring buffer was full"),
    TARGETS("processes or ports that could not be mapped automatically"),
    SHARES("charges whose process was not recorded: the request's first process has them"),
    STACKS("stack samples, or what they belong to, dropped because the ring buffer was full");

    private final String meaning;

    Loss(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
