package io.finelame.run.stacks;

import io.finelame.cli.file.Checked;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the stacks of a recording were sampled, as run.json has it.
 *
 * @param periodMs
 *            CPU time that a sample stands for, ms
 * @param samples
 *            of all requests, those outside of the test set too
 * @param unattributed
 *            samples that were taken while the thread's request was not known
 * @param lost
 *            samples that found no room in the kernel's maps
 */
public record StackSampling(double periodMs, long samples, long unattributed, long lost) {

    private static final double LONGEST_PERIOD_MS = 1e6;

    public StackSampling {
        Checked.number("stack_period_ms", periodMs, 0, LONGEST_PERIOD_MS);
        requireCount("stack_samples", samples);
        requireCount("stack_samples_unattributed", unattributed);
        requireCount("stack_samples_lost", lost);
    }

    private static void requireCount(String name, long count) {
        Checked.require(count >= 0, name + " is " + count + "; expected a count");
    }

    /** The fields of run.json. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stack_period_ms", periodMs);
        fields.put("stack_samples", samples);
        fields.put("stack_samples_unattributed", unattributed);
        fields.put("stack_samples_lost", lost);
        return fields;
    }
}
