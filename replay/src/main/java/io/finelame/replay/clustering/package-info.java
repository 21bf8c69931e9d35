/**
 * K-means and measures of how well a clustering fits, on arrays of numbers; nothing here knows requests or recordings. Start at
 * {@link io.finelame.replay.clustering.KMeans}: it searches on {@code MicroClusters} from
 * {@code Starts}, and {@link io.finelame.replay.clustering.Lloyd} refines what it found.
 */
package io.finelame.replay.clustering;
