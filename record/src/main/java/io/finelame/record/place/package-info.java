/**
 * Places in executables and libraries that a configuration may name, beside functions: {@link io.finelame.record.place.ProbePlace} is
 * their syntax, {@link io.finelame.record.place.FoundPlace} what one comes to in a file. {@code Instructions}, {@code Tracepoints} and
 * {@code SourceLines} find them; {@code io.finelame.record.probe} attaches to them. docs/probe-places.md documents them.
 */
package io.finelame.record.place;
