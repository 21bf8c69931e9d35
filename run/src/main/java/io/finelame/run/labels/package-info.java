/**
 * Labels: a user's CSV file that says which requests were attacks, by address, time or request id.
 * {@link io.finelame.run.labels.Labels} reads one and answers for each request.
 */
package io.finelame.run.labels;
