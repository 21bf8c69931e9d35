package io.finelame.bpf;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel or libbpf refused something. The message says what was being done; the log holds libbpf's own words. */
public final class BpfException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Pattern PROGRAM = Pattern.compile("libbpf: prog '([^']+)': (.*)");
    private static final Pattern VERDICT = Pattern.compile("(.*)\\nprocessed \\d+ insns");

    private final int errno;
    private final String log;
    private final String program;

    public BpfException(String what, int errno, String log) {
        this(what, errno, log, null);
    }

    private BpfException(String what, int errno, String log, String program) {
        super(errno == 0 ? what : what + ": " + Errno.describe(errno));
        this.errno = errno;
        this.log = log;
        this.program = program;
    }

    /** @param log what libbpf printed; it names the program that could not be loaded, if it was for one */
    static BpfException ofLoad(int errno, String log) {
        Matcher program = PROGRAM.matcher(log);
        if (!program.find()) {
            return new BpfException("load the eBPF programs", errno, log);
        }
        Matcher verdict = VERDICT.matcher(log);
        String reason = verdict.find() ? verdict.group(1) : program.group(2);
        return new BpfException("load the eBPF program " + program.group(1) + " (" + reason.strip() + ")", errno, log,
                program.group(1));
    }

    /** The kernel's error number, positive; 0 if there is none. */
    public int errno() {
        return errno;
    }

    /** The program that the kernel refused to load; empty if it refused something else. */
    public Optional<String> program() {
        return Optional.ofNullable(program);
    }

    /** What libbpf and the verifier printed while it failed; empty if they printed nothing. */
    public String log() {
        return log;
    }
}
