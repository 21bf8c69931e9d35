package io.finelame.replay.evaluate;

import io.finelame.replay.requests.ColumnSpace;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the requests of a connection have used together. A request without a peer's address and port is one by itself. */
public final class ConnectionSums {
    /** The greatest value of {@link RequestTable#places}: the count ends there. */
    private static final int LAST_PLACE = 0xffff;

    private ConnectionSums() {}

    private record Peer(String address, int port) {}

    /** The last request of a peer so far. */
    private record Latest(int connection, int place) {
        /** A port is used again by another connection, whose requests are counted anew. */
        boolean isFollowedBy(int next) {
            return next < 0 || next > place || next == LAST_PLACE;
        }
    }

    /** @return [rows] the number of each request's connection, from 0 */
    static int[] connections(RequestTable table) {
        int[] connections = new int[table.rows()];
        int[] byTime = IntStream.range(0, table.rows()).boxed().sorted(Comparator
                .comparingLong((Integer row) -> table.firstTs().get(row)).thenComparingInt(row -> table.places()[row]))
                .mapToInt(Integer::intValue).toArray();
        Map<Peer, Latest> latest = new HashMap<>();
        int count = 0;
        for (int row : byTime) {
            Peer peer = new Peer(table.origins()[row], table.ports()[row]);
            boolean known = peer.port != 0 && !peer.address.isEmpty();
            Latest before = known ? latest.get(peer) : null;
            boolean same = before != null && before.isFollowedBy(table.places()[row]);
            connections[row] = same ? before.connection : count++;
            if (known) {
                latest.put(peer, new Latest(connections[row], table.places()[row]));
            }
        }
        return connections;
    }

    /** The same table, in which a point has what all requests of the connection had used by then. */
    public static RequestTable of(RequestTable table) {
        int[] connections = connections(table);
        Map<Integer, List<Integer>> rows = new HashMap<>();
        for (int row = 0; row < connections.length; row++) {
            rows.computeIfAbsent(connections[row], _ -> new ArrayList<>()).add(row);
        }
        List<LongColumn> sums = table.features().stream()
                .map(_ -> LongColumn.ofSize(table.pointTs().size(), new ColumnSpace())).toList();
        rows.values().forEach(its -> sum(table, its, sums));
        return table.withPoints(sums);
    }

    private static void sum(RequestTable table, List<Integer> rows, List<LongColumn> sums) {
        int[] points = rows.stream()
                .flatMapToInt(row -> IntStream.range(table.seriesStart()[row], table.seriesStart()[row + 1])).boxed()
                .sorted(Comparator.comparingLong(table.pointTs()::get)).mapToInt(Integer::intValue).toArray();
        Set<Integer> firsts = rows.stream().map(row -> table.seriesStart()[row]).collect(Collectors.toSet());
        for (int column = 0; column < sums.size(); column++) {
            long sum = 0;
            for (int point : points) {
                long before = firsts.contains(point) ? 0 : table.value(column, point - 1);
                sum += table.value(column, point) - before;
                sums.get(column).set(point, sum);
            }
        }
    }

    /** @return [connections][features] what its training requests used together */
    public static double[][] of(TrainingSet training) {
        int[] connections = connections(training.table());
        Map<Integer, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < training.rows().length; i++) {
            double[] values = training.values()[i];
            sums.merge(connections[training.rows()[i]], values.clone(), ConnectionSums::plus);
        }
        return sums.values().toArray(double[][]::new);
    }

    private static double[] plus(double[] one, double[] other) {
        double[] sum = new double[one.length];
        Arrays.setAll(sum, f -> one[f] + other[f]);
        return sum;
    }
}
