package io.finelame.analyze.stacks;

import java.util.Arrays;

/**
 * The samples of some requests.
 *
 * @param requests
 *            that have a sample
 * @param own
 *            [nodes] samples that end at each
 */
public record GroupSamples(RequestGroup group, int requests, long[] own) {

    public long samples() {
        return Arrays.stream(own).sum();
    }
}
