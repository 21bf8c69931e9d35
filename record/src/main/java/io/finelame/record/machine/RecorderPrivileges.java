package io.finelame.record.machine;

import io.finelame.bpf.ProcessImage;
import io.finelame.bpf.ThreadRights;
import io.finelame.cli.RootPrivileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * What a recorder keeps of root's privileges. The JVM has threads of its own, and each thread its own capabilities: so the
 * process executes itself anew, with those that are kept.
 *
 * @param further what it needs beside what any recorder does
 * @param startsServer whether it starts the server, which is root's if root does that without sudo
 */
public record RecorderPrivileges(Set<Capability> further, boolean startsServer) {
    /** Property of the process that is executed: it must not try again if it still has more. */
    private static final String DROPPED = "finelame.privileges.dropped";

    /** What it needs, with a bit for each capability. */
    long needed() {
        return Capability.mask(Capability.BPF, Capability.PERFMON, Capability.SYS_PTRACE, Capability.DAC_READ_SEARCH)
                | Capability.mask(further.toArray(Capability[]::new));
    }

    /**
     * Returns in a process that has no others: this one, or another that executes the same command line.
     *
     * @param allowRoot whether to continue if root's privileges can't be dropped
     * @throws IOException if they can't, which is not allowed
     */
    public void keepOnly(boolean allowRoot) throws IOException {
        boolean root = ThreadRights.isRoot();
        boolean sudo = RootPrivileges.isCalledBySudo();
        if (!root && !sudo || root && startsServer && !sudo) {
            return;
        }
        if (root && sudo) {
            RootPrivileges.refuse(allowRoot);
        }
        long kept = root ? needed() | Capability.mask(Capability.DAC_OVERRIDE) : needed();
        if ((ThreadRights.permitted() & ~kept) == 0) {
            return;
        }
        if (Boolean.getBoolean(DROPPED)) {
            RootPrivileges.refuse(allowRoot);
            return;
        }
        try {
            drop(kept);
        } catch (SecurityException refused) {
            RootPrivileges.refuse(allowRoot);
            return;
        }
        ProcessImage.replace(program(), commandLine());
    }

    /** By its name, which becomes that of the process; that has no name any more if the file was replaced meanwhile. */
    private static String program() throws IOException {
        Path running = Path.of("/proc/self/exe");
        Path named = Files.readSymbolicLink(running);
        return (Files.exists(named) && Files.isSameFile(named, running) ? named : running).toString();
    }

    private void drop(long kept) {
        if (startsServer) {
            ThreadRights.keep(kept);
        } else {
            ThreadRights.keepBounded(kept);
        }
    }

    /** That of this process, in whatever encoding; proc_pid_cmdline(5). */
    private static List<byte[]> commandLine() throws IOException {
        String words = Files.readString(Path.of("/proc/self/cmdline"), ISO_8859_1);
        List<String> line = new ArrayList<>(List.of(words.substring(0, words.length() - 1).split("\0", -1)));
        line.add(1, "-D" + DROPPED + "=true");
        return line.stream().map(word -> word.getBytes(ISO_8859_1)).toList();
    }
}
