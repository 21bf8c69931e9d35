package io.finelame.recording;

/**
 * The program of a process.
 *
 * @param tgid its thread group's id in the initial pid namespace
 * @param name of its first thread, 15 bytes at most, e.g. {@code gunicorn}
 * @param executable the file's name, 31 bytes at most, e.g. {@code python3.11}; empty if it is not known
 */
public record ProcessName(int tgid, String name, String executable) {
    public ProcessName {
        if (name == null || executable == null) {
            throw new IllegalArgumentException("process " + tgid + " has no name or executable");
        }
    }

    /** For display: with the executable, if the name differs from it. */
    public String text() {
        return executable.isEmpty() || executable.startsWith(name) ? name : name + " (" + executable + ")";
    }
}
