package io.finelame.record;

import java.util.List;

/** A configuration that can't be used: one line for each problem. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
