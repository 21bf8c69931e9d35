package io.finelame.replay.evaluate;

/**
 * How the score ratio of an attack grew.
 *
 * @param greatest of all its points
 * @param rises [rises] ascending: the score ratio at each point where it was greater than at any before
 * @param cpuShares [rises] of CPU time at that point divided by final CPU time
 */
record AttackScores(double greatest, double[] rises, double[] cpuShares) {
    /** The share of its CPU time that has been used when its score ratio is above a limit; 1 if it never is. */
    double cpuShareAbove(double limit) {
        for (int i = 0; i < rises.length; i++) {
            if (rises[i] > limit) {
                return cpuShares[i];
            }
        }
        return 1;
    }
}
