/**
 * Scores in fixed point, bit for bit as the kernel computes them: docs/scoring.md. {@link io.finelame.replay.scoring.Scoring} has the
 * integers of a model, {@link io.finelame.replay.scoring.CentroidTraining} and {@link io.finelame.replay.scoring.FinelameTraining}
 * make them, and {@link io.finelame.replay.scoring.RequestScore} is the kernel's program {@code scoring.h} in Java.
 */
package io.finelame.replay.scoring;
