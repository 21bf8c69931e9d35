package io.finelame.replay;

/**
 * One request under one model.
 *
 * @param distances [k] at its last update
 * @param detectionTs ns of the first snapshot's update that made it an outlier; 0: never
 * @param detectionCputime ns it had used by then
 * @param excess [points of its series]
 * @param scores [points of its series]
 */
record Verdict(long[] distances, int nearest, long detectionTs, long detectionCputime, double[] excess,
        long[] scores) {
    /** Walks a request's series, as the kernel would have seen it at each snapshot. */
    static Verdict of(RequestTable table, int row, int[] columns, Scoring scoring) {
        int from = table.seriesStart()[row];
        int points = table.seriesStart()[row + 1] - from;
        long[] distances = scoring.start();
        double[] excess = new double[points];
        long[] scores = new long[points];
        int cputime = table.column("REQ_CPUTIME");
        long detectionTs = 0;
        long detectionCputime = 0;
        for (int point = 0; point < points; point++) {
            for (int f = 0; f < columns.length; f++) {
                long[] values = table.points()[columns[f]];
                scoring.move(distances, f, point == 0 ? 0 : values[from + point - 1], values[from + point]);
            }
            excess[point] = scoring.excess(distances);
            scores[point] = distances[scoring.nearest(distances)];
            if (detectionTs == 0 && scoring.isOutlier(distances)) {
                detectionTs = table.pointTs()[from + point];
                detectionCputime = cputime < 0 ? 0 : table.points()[cputime][from + point];
            }
        }
        return new Verdict(distances, scoring.nearest(distances), detectionTs, detectionCputime, excess, scores);
    }

    boolean flagged() {
        return detectionTs != 0;
    }
}
