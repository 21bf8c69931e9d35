package io.finelame.record;

import io.finelame.bpf.BpfException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code finelame record}: attaches to a running server and records what each of its requests uses. */
@Command(name = "finelame record", sortOptions = false, mixinStandardHelpOptions = true, version = Version.TEXT, description = "Attaches the probes of a configuration and records what each request uses, until Ctrl-C.", footer = {
        "", "Example:", "  finelame record --duration 60 fl_cfg.yml monday",
        "  finelame replay recordings/monday"})
public final class RecordCommand implements Callable<Integer> {
    @Mixin
    private RecordingOptions options;

    public static void main(String[] arguments) {
        OrderlyEnd.run(new RecordCommand(), arguments);
    }

    @Override
    public Integer call() throws BpfException, ConfigurationException, IOException, InterruptedException {
        new Recorder(options, new Companion() {
        }).record();
        return 0;
    }
}
