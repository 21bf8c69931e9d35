/**
 * Numbers about runs: confusion matrix, intervals, curves, how early attacks were detected, principal components, and which k a sweep
 * suggests. {@link io.finelame.analyze.evaluate.Evaluation} puts a run and its labels together; everything that shows a run starts
 * from one.
 */
package io.finelame.analyze.evaluate;
