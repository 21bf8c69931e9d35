package io.finelame.replay;

/** A trained model on one table, point by point. One thread only. */
interface Judge {
    /** Score over threshold at a point of the table. */
    double excess(int point);

    /** Whether the request is an outlier there. */
    boolean flags(int point);

    /** K-means with l1 scoring. */
    static Judge of(L1Scoring scoring, RequestTable table, int[] columns) {
        return new Judge() {
            private final long[] distances = scoring.start();

            private void walkTo(int point) {
                java.util.Arrays.fill(distances, 0);
                for (int f = 0; f < columns.length; f++) {
                    scoring.move(distances, f, 0, table.value(columns[f], point));
                }
            }

            @Override
            public double excess(int point) {
                walkTo(point);
                return scoring.excess(distances);
            }

            @Override
            public boolean flags(int point) {
                walkTo(point);
                return scoring.isOutlier(distances);
            }
        };
    }

    /** K-means with finelame scoring; {@link #sums} are those of the same scoring's stds. */
    static Judge of(FinelameScoring scoring, LongColumn sums) {
        long[] start = scoring.start();
        return new Judge() {
            private final long[] distances = start.clone();

            private void walkTo(int point) {
                long sum = sums.get(point);
                for (int j = 0; j < distances.length; j++) {
                    distances[j] = start[j] + sum;
                }
            }

            @Override
            public double excess(int point) {
                walkTo(point);
                return scoring.excess(distances);
            }

            @Override
            public boolean flags(int point) {
                walkTo(point);
                return scoring.isOutlier(distances);
            }
        };
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
