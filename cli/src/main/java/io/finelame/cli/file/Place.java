package io.finelame.cli.file;

import java.nio.file.Path;

/**
 * A position in a configuration, for messages.
 *
 * @param line from 1
 * @param key path of keys, e.g. {@code applications[0].monitors[2].event}
 */
public record Place(Path file, int line, String key) {
    public Place key(String child) {
        return new Place(file, line, key.isEmpty() ? child : key + "." + child);
    }

    @Override
    public String toString() {
        return file + ":" + line + ": " + key;
    }
}
