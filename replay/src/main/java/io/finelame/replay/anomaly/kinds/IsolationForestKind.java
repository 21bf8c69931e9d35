package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An isolation forest: Liu, Ting, Zhou, Isolation Forest, ICDM 2008; each tree on 256 requests, as there. The score is the
 * paper's, from 0 to 1: near 1 if few random splits separate the request from the training set.
 * <p> The paper's trees end at the training set's edge: however far beyond it a request is, it scores as one at the edge, so
 * what is extreme in one feature only is missed. So each tree also gets synthetic outliers: training requests of which one
 * feature is moved beyond the training set's largest, by 1 to 256 standard deviations. The splits that separate them isolate
 * attacks too. The option {@code outposts} says how many for each feature; 0 is the paper's forest. The default was chosen
 * on the Node.js sample recording, so that recording can't vouch for it.
 * <p>
 * The threshold rule is applied to the training requests' own scores; where it is above all of them, as
 * {@code sigma:5} may be, the largest counts. For what is below the training set see {@link TypicalRequests}.
 */
public final class IsolationForestKind implements ModelKind {
    private static final int TREES = 200;
    private static final int OUTPOSTS = 4;
    private static final int SAMPLE = 256;
    private static final int DEPTH = 10;
    private static final int LEAST_ROWS = 16;
    private static final int OUTPOST_DOUBLINGS = 8;

    @Override
    public String name() {
        return "isolation-forest";
    }

    @Override
    public String description() {
        return "how few random splits isolate a request; options: trees (" + TREES + "), outposts (" + OUTPOSTS + ")";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of("outposts", "trees"));
        int trees = data.option("trees", TREES, 10, 10_000);
        int outposts = data.option("outposts", OUTPOSTS, 0, 64);
        data.requireRows(name(), LEAST_ROWS);
        Standardisation standardisation = Standardisation.of(data);
        double[][] rows = standardisation.rowsOf(data);
        IsolationTree[] forest = forest(rows, trees, outposts, data.seed());
        double average = IsolationTree.averagePathLength(Math.min(SAMPLE, rows.length) + outposts * rows[0].length);
        TypicalRequests typical = TypicalRequests.of(rows, data.seed());
        ToDoubleFunction<double[]> score = typical.leastOf(row -> Math.pow(2, -meanPathLength(forest, row) / average));
        return ScoredModel.bounded(data, standardisation, rows, typical.rows(), score);
    }

    private static double meanPathLength(IsolationTree[] forest, double[] row) {
        double sum = 0;
        for (IsolationTree tree : forest) {
            sum += tree.pathLength(row);
        }
        return sum / forest.length;
    }

    private static IsolationTree[] forest(double[][] rows, int trees, int outposts, long seed) {
        double[] largest = IntStream.range(0, rows[0].length)
                .mapToDouble(f -> Arrays.stream(rows).mapToDouble(row -> row[f]).max().orElseThrow()).toArray();
        long[] seeds = new SplittableRandom(seed).longs(trees).toArray();
        return Arrays.stream(seeds).parallel().mapToObj(SplittableRandom::new)
                .map(random -> IsolationTree.grow(sample(rows, largest, outposts, random), DEPTH, random))
                .toArray(IsolationTree[]::new);
    }

    private static double[][] sample(double[][] rows, double[] largest, int outposts, SplittableRandom random) {
        int[] drawn = random.ints(0, rows.length).distinct().limit(Math.min(SAMPLE, rows.length)).toArray();
        Stream<double[]> beyond = IntStream.range(0, outposts * largest.length)
                .mapToObj(i -> outpost(rows, largest, i % largest.length, random));
        return Stream.concat(IntStream.of(drawn).mapToObj(i -> rows[i]), beyond).toArray(double[][]::new);
    }

    private static double[] outpost(double[][] rows, double[] largest, int feature, SplittableRandom random) {
        double[] outpost = rows[random.nextInt(rows.length)].clone();
        outpost[feature] = largest[feature] + Math.pow(2, random.nextDouble(OUTPOST_DOUBLINGS));
        return outpost;
    }
}
