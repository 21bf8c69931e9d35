/**
 * K-means and measures of how well a clustering fits, on arrays of numbers. Nothing here knows requests or recordings.
 */
package io.finelame.replay.clustering;
