package io.finelame.record.machine;

import io.finelame.bpf.ThreadRights;

/**
 * Keeps a recorder's privileges beyond those of its user away from the files that its user names. Under sudo the process is
 * the invoking user's, with some capabilities of root's: those that open other users' files are in force only while the
 * recorder looks into server processes. They are those of the calling thread and of the threads it starts from then on.
 */
public final class CallerRights {
    private static final long INTO_OTHERS = Capability.mask(Capability.DAC_OVERRIDE, Capability.DAC_READ_SEARCH,
            Capability.FOWNER, Capability.SYS_PTRACE);

    private CallerRights() {}

    /** While it is open, other users' processes and executables can be read. */
    public interface Raised extends AutoCloseable {
        @Override
        void close();
    }

    /** Must be called before the first file is opened. Root's own privileges stay as they are: it names its own files. */
    public static void begin() {
        if (isLimited()) {
            ThreadRights.denyInspection();
            ThreadRights.setEffective(ThreadRights.effective() & ~INTO_OTHERS);
        }
    }

    /** May be nested. */
    public static Raised raise() {
        if (!isLimited()) {
            return () -> {};
        }
        long before = ThreadRights.effective();
        ThreadRights.setEffective(before | INTO_OTHERS);
        return () -> ThreadRights.setEffective(before);
    }

    /** Whether the capabilities are lent by sudo, for recording alone, and not the user's own. */
    public static boolean isSudo() {
        return isLimited() && System.getenv("SUDO_UID") != null;
    }

    private static boolean isLimited() {
        return ThreadRights.permitted() != 0 && !ThreadRights.isRoot();
    }
}
