package io.finelame.replay.evaluate;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.requests.ColumnSpace;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.scoring.CentroidScoring;
import io.finelame.replay.scoring.FinelameScoring;
import java.util.Arrays;
import java.util.List;

/** Scores the requests of one table by a trained model, point by point. One thread only. */
public interface Judge {
    /** Looks at a point of the table; what the others answer is about it. */
    void lookAt(int point);

    /** Score over threshold. */
    double excess();

    /** Whether the request is an outlier there. */
    boolean flags();

    /** @param rows of the table that it scores */
    default TestRows testRows(int[] rows, RequestTable table, Truth truth) {
        return TestRows.of(rows, truth);
    }

    /** Distances from centroids depend on the counters alone, not on the way there. */
    final class Centroids implements Judge {
        private final CentroidScoring scoring;
        private final RequestTable table;
        private final int[] columns;
        private final long[] distances;

        public Centroids(CentroidScoring scoring, RequestTable table, int[] columns) {
            this.scoring = scoring;
            this.table = table;
            this.columns = columns;
            this.distances = scoring.start();
        }

        @Override
        public void lookAt(int point) {
            Arrays.fill(distances, 0);
            for (int f = 0; f < columns.length; f++) {
                scoring.move(distances, f, 0, table.value(columns[f], point));
            }
        }

        @Override
        public double excess() {
            return scoring.excess(distances);
        }

        @Override
        public boolean flags() {
            return scoring.isOutlier(distances);
        }
    }

    /** Any model beside K-means. */
    final class Other implements Judge {
        private final AnomalyModel model;
        private final RequestTable table;
        private final int[] columns;
        private final double[] values;
        private double excess;

        public Other(AnomalyModel model, RequestTable table, int[] columns) {
            this.model = model;
            this.table = table;
            this.columns = columns;
            this.values = new double[columns.length];
        }

        @Override
        public void lookAt(int point) {
            for (int f = 0; f < columns.length; f++) {
                values[f] = table.value(columns[f], point);
            }
            excess = model.excess(values);
        }

        @Override
        public double excess() {
            return excess;
        }

        @Override
        public boolean flags() {
            return excess > 1;
        }
    }

    /** finelame distances of all clusters move by the same sum. */
    final class Finelame implements Judge {
        private final FinelameScoring scoring;
        private final long[] start;
        private final LongColumn sums;
        private int deciding;
        private long distance;

        /** @param sums as {@link #sums} has them for the same stds */
        public Finelame(FinelameScoring scoring, LongColumn sums) {
            this.scoring = scoring;
            this.start = scoring.start();
            this.sums = sums;
        }

        @Override
        public void lookAt(int point) {
            long sum = sums.get(point);
            deciding = scoring.deciding(start, sum);
            distance = deciding < 0 ? 0 : start[deciding] + sum;
        }

        @Override
        public TestRows testRows(int[] rows, RequestTable table, Truth truth) {
            return TestRows.of(rows, truth, table, sums);
        }

        @Override
        public double excess() {
            return deciding < 0 ? 0 : scoring.excess(distance, deciding);
        }

        @Override
        public boolean flags() {
            return deciding >= 0 && scoring.isOutlier(distance, deciding);
        }
    }

    /** Several, of one request whose points are looked at in their order: it is an outlier once each has found it to be one. */
    final class All implements Judge {
        private final List<Judge> judges;
        private final double[] greatest;
        private final boolean[] flagged;

        public All(List<Judge> judges) {
            this.judges = judges;
            this.greatest = new double[judges.size()];
            this.flagged = new boolean[judges.size()];
        }

        @Override
        public void lookAt(int point) {
            for (int i = 0; i < flagged.length; i++) {
                Judge judge = judges.get(i);
                judge.lookAt(point);
                greatest[i] = Math.max(greatest[i], judge.excess());
                flagged[i] |= judge.flags();
            }
        }

        @Override
        public double excess() {
            return Arrays.stream(greatest).min().orElseThrow();
        }

        @Override
        public boolean flags() {
            boolean all = true;
            for (boolean one : flagged) {
                all &= one;
            }
            return all;
        }
    }

    /** Each point's sum of normalised features, which every cluster's distance moves by. */
    static LongColumn sums(FinelameScoring scoring, RequestTable table, int[] columns) {
        LongColumn sums = LongColumn.ofSize(table.pointTs().size(), new ColumnSpace());
        for (int row = 0; row < table.rows(); row++) {
            long sum = 0;
            int first = table.seriesStart()[row];
            for (int point = first; point < table.seriesStart()[row + 1]; point++) {
                for (int f = 0; f < columns.length; f++) {
                    long before = point == first ? 0 : table.value(columns[f], point - 1);
                    sum += scoring.normalized(f, table.value(columns[f], point) - before);
                }
                sums.set(point, sum);
            }
        }
        return sums;
    }
}
