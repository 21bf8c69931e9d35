/**
 * {@code finelame replay}: {@link io.finelame.replay.ReplayCommand} reads a recording ({@code requests}), trains a model on its
 * beginning ({@code training}, {@code clustering}, {@code scoring}, {@code model}), scores what came after ({@code evaluate}) and
 * writes a run directory ({@code run}); {@code sweep} does that for many parameters. {@code detect} and {@code top} are commands of
 * their own.
 */
package io.finelame.replay;
