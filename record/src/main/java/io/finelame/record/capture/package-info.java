/**
 * The recorder. {@link io.finelame.record.capture.Recorder} starts everything and {@link io.finelame.record.capture.RecordingLoop}
 * is its only thread: it reads the kernel's maps at each snapshot, takes updates and detections from ring buffers, and hands them to the
 * writers, one class for each type of document. A {@link io.finelame.record.capture.Companion} goes along with a recording, as
 * {@code detect} does.
 */
package io.finelame.record.capture;
