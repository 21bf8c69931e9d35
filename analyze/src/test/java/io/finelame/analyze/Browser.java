package io.finelame.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A headless Chromium.
 *
 * @param directory
 *            for its profile and what it writes
 */
record Browser(Path chromium, Path directory) {

    private static final Pattern RESULT = Pattern.compile("<pre id=\"result\">(.*?)</pre>", Pattern.DOTALL);
    private static final int TIMEOUT_SECONDS = 300;

    /** Skips the test if there is none. */
    static Browser find(Path directory) {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(path -> Stream.of("chromium", "chromium-browser", "google-chrome").map(Path.of(path)::resolve))
                .filter(Files::isExecutable).findFirst();
        assumeTrue(found.isPresent(), "no Chromium on the path (finelame setup tests installs it)");
        return new Browser(found.get(), directory);
    }

    /** What a driver page found in a report; fails on anything that the browser's console reports. */
    JsonNode open(Path driver, Path report, String... flags) throws IOException, InterruptedException {
        Path dom = directory.resolve("dom.html");
        Path log = directory.resolve("browser.log");
        List<String> command = new ArrayList<>(List.of(chromium.toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--allow-file-access-from-files",
                "--user-data-dir=" + directory.resolve("profile"), "--enable-logging=stderr", "--v=0",
                "--window-size=1600,1000", "--virtual-time-budget=120000", "--dump-dom"));
        command.addAll(List.of(flags));
        command.add(driver.toUri() + "#" + report.toUri());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", directory.toString());
        Process browser = builder.redirectOutput(dom.toFile()).redirectError(log.toFile()).start();
        try {
            assertTrue(browser.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "the browser hangs");
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        List<String> console = Files.readAllLines(log).stream().filter(line -> line.contains(":CONSOLE")).limit(5)
                .toList();
        assertEquals(List.of(), console);
        Matcher result = RESULT.matcher(Files.readString(dom));
        assertTrue(result.find() && !result.group(1).isEmpty(), "the driver did not finish");
        return new ObjectMapper().readTree(result.group(1));
    }
}
