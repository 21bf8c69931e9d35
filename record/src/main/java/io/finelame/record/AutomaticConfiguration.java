package io.finelame.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;

/** The configuration of a server that nobody wrote one for: automatic mapping, and monitors in the kernel alone. */
final class AutomaticConfiguration {
    private static final String RESOURCE = "automatic.yml";

    private AutomaticConfiguration() {}

    static Configuration of(Collection<Path> executables) throws IOException, ConfigurationException {
        StringBuilder text = new StringBuilder(resource());
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
