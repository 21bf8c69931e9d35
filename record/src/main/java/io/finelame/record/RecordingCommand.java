package io.finelame.record;

import io.finelame.cli.Subcommand;
import io.finelame.record.capture.OrderlyEnd;
import io.finelame.record.config.RecordingOptions;
import io.finelame.record.machine.BpfErrorText;
import io.finelame.record.machine.Capability;
import io.finelame.record.machine.RecorderPrivileges;
import java.io.IOException;
import java.util.Set;
import java.util.function.IntSupplier;

/** A command that records: with the privileges that its options and configuration need, and whole if a signal ends it. */
public interface RecordingCommand extends Subcommand, BpfErrorText {
    RecordingOptions options();

    /** Whether it runs a command of the user's that may close connections, or change packet filters. */
    default boolean actsOnNetwork() {
        return false;
    }

    @Override
    default void dropPrivileges(boolean allowRoot) throws IOException {
        options().check();
        Set<Capability> further = options().furtherCapabilities();
        if (actsOnNetwork()) {
            further.add(Capability.NET_ADMIN);
        }
        new RecorderPrivileges(further, !options().target.isEmpty()).keepOnly(allowRoot);
    }

    @Override
    default int run(IntSupplier command) {
        return OrderlyEnd.run(command);
    }
}
