package io.finelame.replay.run;

import io.finelame.record.stack.FoldedStacks;
import io.finelame.record.stack.RecordedStacks;
import io.finelame.recording.Loss;
import io.finelame.recording.RecordingReader;
import io.finelame.run.stacks.RequestStacks;
import io.finelame.run.stacks.StackCount;
import io.finelame.run.stacks.StackSampling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** The lines of stacks_L.csv and stack_samples_L.csv: in which code requests used CPU time. */
final class StackFile {
    private StackFile() {}

    /** @param requests the ids of the test requests, in the order of their file */
    static RequestStacks of(RecordedStacks recorded, LongStream requests) {
        Map<Long, TreeMap<String, Long>> byRequest = new LinkedHashMap<>();
        requests.forEach(request -> byRequest.put(request, new TreeMap<>()));
        for (RecordedStacks.Count count : recorded.counts()) {
            Map<String, Long> its = byRequest.get(count.request());
            if (its != null) {
                its.merge(FoldedStacks.text(count.process(), count.frames()), count.samples(), Long::sum);
            }
        }
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<StackCount> counts = new ArrayList<>();
        byRequest.forEach((request, stacks) -> stacks.forEach((stack, samples) -> counts
                .add(new StackCount(request, numbers.computeIfAbsent(stack, _ -> numbers.size()), samples))));
        return new RequestStacks(List.copyOf(numbers.keySet()), counts);
    }

    static StackSampling sampling(RecordedStacks recorded, RecordingReader.Health health) {
        return new StackSampling(recorded.periodNs() / 1e6, recorded.samples(), recorded.unattributed(),
                health.losses()[Loss.STACKS.ordinal()]);
    }
}
