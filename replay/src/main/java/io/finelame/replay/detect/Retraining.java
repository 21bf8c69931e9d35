package io.finelame.replay.detect;

/**
 * When models are trained again while a recording is made, and how many of them have to agree.
 *
 * @param every seconds; 0: never
 * @param adoptAfter windows of that length in a row of which most requests were flagged, after which they are what is normal; 0:
 *        never
 * @param consensus how many of the last models have to flag a request
 */
public record Retraining(double every, int adoptAfter, int consensus) {
    /** Models that have to agree would never learn what is new if what the older ones flag was left out. */
    boolean learnsFlagged() {
        return consensus > 1;
    }
}
