/**
 * The recording's format, docs/recording-format.md, to bytes and back. {@link io.finelame.recording.RecordingFormat} has types and
 * offsets; {@link io.finelame.recording.RecordingWriter} appends documents to a Chronicle Queue,
 * {@link io.finelame.recording.RecordingReader} reads them one by one, skips what is damaged and counts what was lost. Everything
 * that reads recordings starts with {@code RecordingReader.open}.
 */
package io.finelame.recording;
