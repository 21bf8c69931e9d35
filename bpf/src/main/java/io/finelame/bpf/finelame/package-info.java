/**
 * Finelame's own eBPF programs, {@code bpf/src/main/c}, as Java sees them: {@link io.finelame.bpf.finelame.FinelameObject} loads
 * and attaches them, {@link io.finelame.bpf.finelame.Targets} says which processes count,
 * {@link io.finelame.bpf.finelame.Detector} deploys a model, and the enums and records here have the numbers and layouts of
 * {@code finelame.h}.
 * <p>More than 20 classes: all are views of one loaded object, whose maps, programs and layouts nobody else sees.
 */
package io.finelame.bpf.finelame;
