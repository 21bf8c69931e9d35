/**
 * What a model says about a recording's requests, and how good that is. {@link io.finelame.replay.evaluate.Replay} gives each test
 * request a verdict, as the kernel would have; {@link io.finelame.replay.evaluate.Outcome} measures a model of any type against labels;
 * {@link io.finelame.replay.evaluate.Verification} compares with what the kernel itself decided.
 */
package io.finelame.replay.evaluate;
