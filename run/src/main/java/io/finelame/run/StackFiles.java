package io.finelame.run;

import io.finelame.cli.file.InputException;
import io.finelame.run.stacks.RequestStacks;
import io.finelame.run.stacks.StackCount;
import io.finelame.run.table.RunColumns;
import io.finelame.run.table.RunFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads the files of a run's stacks. */
final class StackFiles {

    private StackFiles() {}

    /**
     * @param stackFile
     *            stacks_L.csv, which exists only if the recording has stacks
     * @param sampleFile
     *            stack_samples_L.csv
     * @throws InputException
     *             if a number of a stack or a request is not that of one
     */
    static RequestStacks read(Path stackFile, Path sampleFile, Requests test) {
        if (Files.notExists(stackFile) && Files.notExists(sampleFile)) {
            return RequestStacks.NONE;
        }
        List<String> stacks = stacks(CsvFile.read(stackFile, RunFile.STACKS));
        CsvFile csv = CsvFile.read(sampleFile, RunFile.STACK_SAMPLES);
        long[] requests = csv.requestIds();
        long[] numbers = csv.longs(RunColumns.STACK);
        long[] samples = csv.longs(RunColumns.SAMPLES);
        Set<Long> tested = Arrays.stream(test.ids()).boxed().collect(Collectors.toSet());
        for (int row = 0; row < csv.rows(); row++) {
            requireStack(csv, row, numbers[row], stacks.size());
            if (samples[row] < 1) {
                throw csv.error(row, "samples is " + samples[row] + "; expected at least 1");
            }
            if (!tested.contains(requests[row])) {
                throw csv.error(row, "req_id is " + Long.toUnsignedString(requests[row])
                        + "; expected a request of the test file");
            }
        }
        return new RequestStacks(stacks, IntStream.range(0, csv.rows())
                .mapToObj(row -> new StackCount(requests[row], (int) numbers[row], samples[row])).toList());
    }

    private static List<String> stacks(CsvFile csv) {
        long[] numbers = csv.longs(RunColumns.STACK);
        String[] frames = csv.texts(RunColumns.FRAMES);
        for (int row = 0; row < numbers.length; row++) {
            if (numbers[row] != row) {
                throw csv.error(row, "stack is " + numbers[row] + "; expected " + row);
            }
            if (frames[row].isBlank()) {
                throw csv.error(row, "frames is empty; expected names of functions, separated by ';'");
            }
        }
        return List.of(frames);
    }

    private static void requireStack(CsvFile csv, int row, long stack, int stacks) {
        if (stack < 0 || stack >= stacks) {
            throw csv.error(row, "stack is " + stack + "; expected a number of the stacks file, which has " + stacks);
        }
    }
}
