/**
 * Which parameters do well on all recordings of a sweep: {@link io.finelame.analyze.leaderboard.Leaderboard} ranks them, with intervals
 * by a bootstrap over recordings, and {@link io.finelame.analyze.leaderboard.ChosenPoints} scores those that were chosen on other
 * recordings.
 */
package io.finelame.analyze.leaderboard;
