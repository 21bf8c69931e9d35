package io.finelame.replay.sweep;

import io.finelame.replay.training.ModelSpec;
import java.util.List;
import java.util.stream.LongStream;

/**
 * All combinations of a plan's values, as numbers: the digits of a number, each to the base of how many values there are,
 * are positions in the lists of values. So each can be computed without the others.
 */
final class SweepGrid {
    private final SweepPlan plan;
    private final int recordings;
    private final int testsPerTraining;
    private final long perTraining;

    SweepGrid(SweepPlan plan, int recordings) {
        this.plan = plan;
        this.recordings = recordings;
        this.testsPerTraining = switch (plan.test()) {
            case "same" -> 1;
            case "other" -> recordings - 1;
            default -> recordings;
        };
        this.perTraining = plan.models().stream().mapToLong(this::size).reduce(0, SweepGrid::sum);
    }

    /** Runs of a model on one training set. */
    private long size(String model) {
        long clusterings = model.equals(ModelSpec.KMEANS_NAME)
                ? product(List.of(plan.k(), plan.scorings(), plan.scales(), plan.clusterers()))
                : 1;
        return product(product(clusterings, product(List.of(plan.thresholds(), plan.consensus()))), testsPerTraining);
    }

    /** Long.MAX_VALUE if there are more. */
    long size() {
        return product(product(perTraining, recordings),
                product(List.of(plan.minClusters(), plan.trainFroms(), plan.trainTimes(), plan.features(),
                        plan.cleanPercentiles(), plan.thins(), plan.seeds(), plan.leaveOuts())));
    }

    private static long product(List<List<?>> values) {
        return values.stream().mapToLong(List::size).reduce(1, SweepGrid::product);
    }

    /** Of two numbers from 0; Long.MAX_VALUE if it is greater, {@link #sum} as well. */
    private static long product(long a, long b) {
        return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
    }

    static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    /** @param numbers from 0 */
    List<RunParameters> runs(LongStream numbers) {
        return numbers.mapToObj(this::run).toList();
    }

    private RunParameters run(long number) {
        Digits training = new Digits(number / perTraining);
        String leaveOut = training.next(plan.leaveOuts());
        long seed = training.next(plan.seeds());
        int thin = training.next(plan.thins());
        double clean = training.next(plan.cleanPercentiles());
        List<String> features = training.next(plan.features());
        double trainTime = training.next(plan.trainTimes());
        double trainFrom = training.next(plan.trainFroms());
        String minCluster = training.next(plan.minClusters());
        int train = (int) training.rest;

        long rest = number % perTraining;
        int at = 0;
        while (rest >= size(plan.models().get(at))) {
            rest -= size(plan.models().get(at));
            at++;
        }
        String model = plan.models().get(at);
        boolean clusters = model.equals(ModelSpec.KMEANS_NAME);
        Digits judged = new Digits(rest);
        int test = tested(train, judged.next(testsPerTraining));
        int consensus = judged.next(plan.consensus());
        String threshold = judged.next(plan.thresholds());
        String scoring = clusters ? judged.next(plan.scorings()) : "";
        int k = clusters ? judged.next(plan.k()) : 0;
        String scale = clusters ? judged.next(plan.scales()) : "";
        String clusterer = clusters ? judged.next(plan.clusterers()) : "";
        return new RunParameters(number + 1, train, test, model, k, features, trainFrom, trainTime, scoring, scale,
                minCluster, threshold, clean, thin, seed, leaveOut, consensus, clusterer);
    }

    private int tested(int train, int position) {
        return switch (plan.test()) {
            case "same" -> train;
            case "other" -> position < train ? position : position + 1;
            default -> position;
        };
    }

    /** Takes a number apart, its last digit first. */
    private static final class Digits {
        private long rest;

        Digits(long number) {
            this.rest = number;
        }

        int next(int base) {
            int digit = (int) (rest % base);
            rest /= base;
            return digit;
        }

        <T> T next(List<T> values) {
            return values.get(next(values.size()));
        }
    }
}
