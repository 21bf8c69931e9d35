/**
 * {@code finelame detect}: records, trains while it records, deploys the model to the kernel and reports what the kernel flags.
 * {@link io.finelame.replay.detect.LiveDetector} goes along with the recorder; {@link io.finelame.replay.detect.Trainer} trains in the
 * background, by the same code as {@code replay}.
 */
package io.finelame.replay.detect;
