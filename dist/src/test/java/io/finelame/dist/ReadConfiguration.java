package io.finelame.dist;

import io.finelame.record.config.Configuration;
import io.finelame.record.probe.ProbePlanner;
import io.finelame.record.target.Selection;
import io.finelame.record.target.Server;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What {@code record} and {@code doctor} do before they need a kernel: read a configuration, and resolve its probes. */
@Command(name = "read-configuration")
final class ReadConfiguration implements Callable<Integer> {
    @Parameters
    private Path file;

    @Override
    public Integer call() throws Exception {
        Configuration configuration = Configuration.load(file);
        ProbePlanner.plan(configuration, Server.of(configuration).files(), null, new Selection.Executables());
        return 0;
    }
}
