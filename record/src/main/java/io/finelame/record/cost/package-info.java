/**
 * What recording costs a server that is in use: {@link io.finelame.record.cost.CostCommand} records it in every second slice of time,
 * {@link io.finelame.record.cost.CostEstimate} compares.
 */
package io.finelame.record.cost;
