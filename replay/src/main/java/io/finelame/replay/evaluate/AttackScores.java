package io.finelame.replay.evaluate;

/**
 * How the excess of an attack grew.
 *
 * @param greatest of all its points
 * @param rises [rises] ascending: the excess at each point where it was greater than at any before
 * @param cpuShares [rises] of the CPU time used there in that used in the end
 */
record AttackScores(double greatest, double[] rises, double[] cpuShares) {
    /** The share of its CPU time that has been used when its excess is above a limit; 1 if it never is. */
    double cpuShareAbove(double limit) {
        for (int i = 0; i < rises.length; i++) {
            if (rises[i] > limit) {
                return cpuShares[i];
            }
        }
        return 1;
    }
}
