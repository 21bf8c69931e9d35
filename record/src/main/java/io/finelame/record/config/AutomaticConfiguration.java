package io.finelame.record.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;

/** The configuration used if the user gives none: automatic mapping, and monitors in the kernel alone. */
public final class AutomaticConfiguration {
    private static final String RESOURCE = "automatic.yml";
    private static final String MONITORS = "\nresource_monitors:\n";
    /** The last of the model's features, and the first of the monitors. */
    private static final String MEMORY = "        - 'REQ_MEM_MALLOC'\n";
    private static final String MEMORY_MONITOR = "    - event: 'allocators'\n      in_fn_name: 'probe_memory'\n\n";

    private AutomaticConfiguration() {}

    /** @param memory whether to count what requests allocate, too */
    public static Configuration of(Collection<Path> executables, boolean memory)
            throws IOException {
        StringBuilder text = new StringBuilder(
                memory ? resource().replace(MONITORS, MEMORY + MONITORS + MEMORY_MONITOR) : resource());
        for (Path executable : executables) {
            text.append("    - exec_path: '").append(executable.toString().replace("'", "''")).append("'\n")
                    .append("      mapper: 'auto'\n");
        }
        return ConfigurationReader.parse(Path.of(RESOURCE), text.toString());
    }

    private static String resource() throws IOException {
        try (InputStream in = AutomaticConfiguration.class.getResourceAsStream(RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
