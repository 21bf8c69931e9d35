package io.finelame.datasets;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Public tools for slow attacks, of Debian's packages: 10 connections from 127.0.0.1, and their own timings otherwise. */
enum SlowTool {
    /** Half a header, and a line more each 10 s. */
    SLOWLORIS("-H", "page.html"),
    /** Half a form, and some bytes more each 10 s. */
    SLOW_BODY("-B", "login"),
    /** Takes 5 bytes of the answer each second. */
    SLOW_READ("-X", "large.html"),
    /** Asks for 2,000 ranges of the page, which made Apache use up its memory until 2011. */
    RANGES("-R", "page.html"),
    /** Half a header, and a line more each 100 s. */
    NMAP("http-slowloris", "");

    static final int CONNECTIONS = 10;
    /** In place of 4 and of 30 minutes. */
    private static final int SECONDS = 8;

    private final String mode;
    private final String page;

    SlowTool(String mode, String page) {
        this.mode = mode;
        this.page = page;
    }

    private String debianPackage() {
        return this == NMAP ? "nmap" : "slowhttptest";
    }

    boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/bin", debianPackage()));
    }

    /** Without the tool the test is skipped, or fails where FINELAME_REQUIRE_BPF=1. */
    void require() {
        String reason = "/usr/bin/" + debianPackage() + " is missing (Debian: sudo apt-get install " + debianPackage()
                + ")";
        if (!isInstalled() && "1".equals(System.getenv("FINELAME_REQUIRE_BPF"))) {
            throw new AssertionError(reason);
        }
        Assumptions.assumeTrue(isInstalled(), reason);
    }

    /** Comes back when it has ended. */
    Script.Result run(URI server) throws Exception {
        List<Object> command = new ArrayList<>();
        if (this == NMAP) {
            command.addAll(List.of("nmap", "-n", "-Pn", "-p", server.getPort(), "--script", "+" + mode,
                    "--max-parallelism", CONNECTIONS, "--script-args", mode + ".timelimit=" + SECONDS + "s",
                    server.getHost()));
        } else {
            command.addAll(List.of("slowhttptest", mode, "-c", CONNECTIONS, "-r", CONNECTIONS, "-l", SECONDS, "-u",
                    server + "/" + page));
        }
        return Script.run(command.toArray());
    }
}
