package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.cli.Subcommand;
import io.finelame.record.capture.Companion;
import io.finelame.record.capture.OrderlyEnd;
import io.finelame.record.capture.Recorder;
import io.finelame.record.config.RecordingOptions;
import io.finelame.record.machine.BpfErrorText;
import io.finelame.record.machine.RecorderPrivileges;
import java.io.IOException;
import java.util.function.IntSupplier;
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
public final class RecordCommand implements Subcommand, BpfErrorText {
    @Mixin
    private RecordingOptions options;

    @Override
    public void dropPrivileges(boolean allowRoot) throws IOException {
        options.check();
        new RecorderPrivileges(options.needsAdministration(), !options.target.isEmpty()).keepOnly(allowRoot);
    }

    @Override
    public int run(IntSupplier command) {
        return OrderlyEnd.run(command);
    }

    @Override
    public Integer call() throws BpfException, IOException, InterruptedException {
        Recorder recorder = new Recorder(options, new Companion() {
        });
        recorder.record();
        return recorder.targetExitCode();
    }
}
