package io.finelame.bpf;

/** The kernel or libbpf refused something. The message says what was being done; the log holds libbpf's own words. */
public final class BpfException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int errno;
    private final String log;

    BpfException(String what, int errno, String log) {
        super(errno == 0 ? what : what + ": " + Errno.describe(errno));
        this.errno = errno;
        this.log = log;
    }

    /** The kernel's error number, positive; 0 where there is none. */
    public int errno() {
        return errno;
    }

    /** What libbpf and the verifier printed while it failed; empty where they printed nothing. */
    public String log() {
        return log;
    }
}
