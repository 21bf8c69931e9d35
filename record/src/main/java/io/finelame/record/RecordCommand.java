package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.record.capture.Companion;
import io.finelame.record.capture.Recorder;
import io.finelame.record.config.RecordingOptions;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code finelame record}: attaches to a running server and records what each of its requests uses. */
@Command(name = "finelame record", sortOptions = false, mixinStandardHelpOptions = true, header = "Record the resource usage of each request of a server.", description = "Records per-request resource usage of a running server, or of one launched by this command, until interrupted (Ctrl-C).", customSynopsis = "finelame record [OPTION...] [CONFIG] [LABEL] [-- COMMAND...]", exitCodeList = {
        "0:success; the recording is complete", "1:failure", "2:wrong usage or wrong input",
        "N:exit status of COMMAND, if it ended on its own"}, footerHeading = "%nExamples:%n", footer = {
                "  finelame record --pid 1234                      a server and its children",
                "  finelame record --exec /usr/sbin/nginx monday   all that run this program",
                "  finelame record --container 3f29c1ab02de        all processes of a container",
                "  finelame record -- node server.js               launch and record a server",
                "  finelame record --duration 60 fl_cfg.yml monday",
                "                                                  with request mappers",
                "  finelame replay recordings/monday"})
public final class RecordCommand implements RecordingCommand {
    @Mixin
    private RecordingOptions options;

    @Override
    public RecordingOptions options() {
        return options;
    }

    @Override
    public Integer call() throws BpfException, IOException, InterruptedException {
        Recorder recorder = new Recorder(options, new Companion() {
        });
        recorder.record();
        return recorder.targetExitCode();
    }
}
