package io.finelame.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Time series of some requests: series_L.csv, one line per snapshot in which a request changed. Lines of one request keep
 * their order but need not be neighbours.
 *
 * @param rows
 *            the lines of each request by its id, in the order of their first line
 * @param ts
 *            [lines] CLOCK_MONOTONIC ns
 * @param values
 *            [features][lines], in the order of the requests' features
 * @param excess
 *            [lines] score over threshold
 */
public record Lives(Map<Long, int[]> rows, long[] ts, double[][] values, double[] excess) {

    static Map<Long, int[]> group(long[] ids) {
        Map<Long, List<Integer>> lists = new LinkedHashMap<>();
        for (int row = 0; row < ids.length; row++) {
            lists.computeIfAbsent(ids[row], _ -> new ArrayList<>()).add(row);
        }
        Map<Long, int[]> groups = LinkedHashMap.newLinkedHashMap(lists.size());
        lists.forEach((id, list) -> groups.put(id, list.stream().mapToInt(Integer::intValue).toArray()));
        return groups;
    }
}
