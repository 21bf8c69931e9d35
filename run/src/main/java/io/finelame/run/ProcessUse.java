package io.finelame.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which process used the CPU time of the test requests: shares_L.csv, which a run has if the recording distinguishes
 * several.
 *
 * @param processes
 *            names, the one that used most first
 * @param cputime
 *            [processes][test requests] ns
 */
public record ProcessUse(List<String> processes, double[][] cputime) {

    /** Of a run without the file. */
    static final ProcessUse NONE = new ProcessUse(List.of(), new double[0][]);

    /**
     * @param test
     *            ids of the test requests
     * @param ids
     *            [lines]
     * @param names
     *            [lines] processes
     * @param ns
     *            [lines]
     */
    static ProcessUse of(long[] test, long[] ids, String[] names, double[] ns) {
        Map<Long, Integer> rows = new HashMap<>();
        for (int row = 0; row < test.length; row++) {
            rows.put(test[row], row);
        }
        Map<String, double[]> columns = new LinkedHashMap<>();
        for (int line = 0; line < ids.length; line++) {
            Integer row = rows.get(ids[line]);
            if (row != null) {
                columns.computeIfAbsent(names[line], _ -> new double[test.length])[row] += ns[line];
            }
        }
        List<String> processes = new ArrayList<>(columns.keySet());
        processes.sort(Comparator.comparingDouble((String name) -> -Arrays.stream(columns.get(name)).sum())
                .thenComparing(Comparator.naturalOrder()));
        return new ProcessUse(processes, processes.stream().map(columns::get).toArray(double[][]::new));
    }

    public boolean isEmpty() {
        return processes.isEmpty();
    }

    /** ns of all requests that the predicate holds for. */
    public double sum(int process, IntPredicate row) {
        return IntStream.range(0, cputime[process].length).filter(row).mapToDouble(i -> cputime[process][i]).sum();
    }

    /** Requests that the process was charged for. */
    public int requests(int process) {
        return (int) Arrays.stream(cputime[process]).filter(ns -> ns > 0).count();
    }
}
