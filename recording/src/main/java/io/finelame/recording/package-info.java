/**
 * The recording's format, docs/recording-format.md, to bytes and back. {@link io.finelame.recording.RecordingFormat} has types and
 * offsets; {@link io.finelame.recording.RecordingWriter} appends documents to a Chronicle Queue,
 * {@link io.finelame.recording.RecordingReader} reads them one by one, skips what is damaged and counts what was lost. Everything
 * that reads recordings starts with {@code RecordingReader.open}. For the writer, {@code DocumentAppender} knows the queue;
 * for the reader, {@code DocumentScanner} finds whole documents in a file, {@code DocumentDecoder} makes objects of them, and
 * {@code HealthTracker} counts.
 *
 * <p>More than 20 classes: writer and reader share offsets and helpers that nothing outside should see.
 */
package io.finelame.recording;
