package io.finelame.record;

import io.finelame.cli.testing.Shell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The launcher with the classes of this JVM in lib/, as a package installs it: everybody may read it. */
final class Installation {
    private Installation() {}

    /** @return the launcher */
    static Path in(Path home) throws IOException {
        Path script = home.resolve("finelame");
        if (!Files.exists(script)) {
            Path lib = Files.createDirectories(home.resolve("lib"));
            Shell.copyLauncher(home);
            int number = 0;
            for (String entry : System.getProperty("java.class.path").split(":")) {
                Path jar = lib.resolve("%03d.jar".formatted(number++));
                if (Files.isDirectory(Path.of(entry))) {
                    pack(Path.of(entry), jar);
                } else if (Files.exists(Path.of(entry))) {
                    Files.copy(Path.of(entry), jar);
                }
            }
            letAllRead(home);
        }
        return script;
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                Files.copy(path, out);
            }
        }
    }

    private static void letAllRead(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            List<Path> paths = all.toList();
            for (Path path : paths) {
                boolean executable = Files.isExecutable(path);
                Files.setPosixFilePermissions(path,
                        PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}
