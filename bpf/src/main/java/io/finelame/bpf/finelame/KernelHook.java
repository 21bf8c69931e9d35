package io.finelame.bpf.finelame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An event in the kernel that can't be reached in the same way in every kernel, and the ways to get there, best first. All
 * ways of a hook call the same handler in finelame.bpf.c.
 */
public enum KernelHook {
    /** A socket has sent bytes. The tracepoint is new in Linux 6.3. */
    SEND("probe_tcp_sendmsg", tracepoint("probe_tcp_sendmsg", "sock_send_length"),
            fexit("inet_sendmsg", "inet6_sendmsg", "unix_stream_sendmsg", "unix_seqpacket_sendmsg", "inet_sendpage",
                    "unix_stream_sendpage"),
            calls("kretprobe_send", List.of(), "inet_sendmsg", "inet6_sendmsg", "unix_stream_sendmsg",
                    "unix_seqpacket_sendmsg", "inet_sendpage", "unix_stream_sendpage")),

    /** A socket has received bytes. The tracepoint is new in Linux 6.3. */
    RECEIVE("probe_tcp_cleanup_rbuf", tracepoint("probe_tcp_cleanup_rbuf", "sock_recv_length"),
            fexit("inet_recvmsg", "inet6_recvmsg", "unix_stream_recvmsg", "unix_seqpacket_recvmsg"),
            calls("kretprobe_receive", List.of(new Place("kprobe_tcp_received", "tcp_cleanup_rbuf", true),
                    new Place("kprobe_forget_socket", "sk_destruct", true)), "unix_stream_recvmsg",
                    "unix_seqpacket_recvmsg")),

    /**
     * Bytes have come into a socket. The tracepoint is new in Linux 6.3; the function is what a socket calls there unless
     * the kernel itself uses it.
     */
    DATA_READY("pass_request", tracepoint("pass_request", "sk_data_ready"),
            new Way(Kind.FENTRY, List.of(new Place("fentry_sock_def_readable", "sock_def_readable", true))),
            new Way(Kind.KPROBE, List.of(new Place("kprobe_sock_def_readable", "sock_def_readable", true)))),

    /**
     * Time has passed for a running thread. Where kernel.perf_event_paranoid is above 2, as on Debian, a perf event takes
     * CAP_SYS_ADMIN.
     */
    TIMER("update_cputime", new Way(Kind.PERF_EVENT, List.of(new Place("update_cputime", "cpu-clock", true))),
            tracepoint("update_cputime_at_tick", "sched_stat_runtime"));

    private final String program;
    private final List<Way> ways;

    KernelHook(String program, Way... ways) {
        this.program = program;
        this.ways = List.of(ways);
    }

    /** How a program gets to its event. */
    public enum Kind {
        TP_BTF, FEXIT, FENTRY, KPROBE, PERF_EVENT;

        /** As in the section names of libbpf. */
        public String section() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param program in finelame.bpf.c
     * @param target tracepoint or function of the kernel
     * @param needed whether the way leads nowhere without it; otherwise it is left out of a kernel that lacks it
     */
    public record Place(String program, String target, boolean needed) {}

    /** @param places to attach to, all of them */
    public record Way(Kind kind, List<Place> places) {
        /** E.g. {@code fexit/inet_recvmsg, inet6_recvmsg}. */
        public String describe() {
            return kind.section() + "/"
                    + places.stream().map(Place::target).distinct().collect(Collectors.joining(", "));
        }

        /** With the places that there are; empty if a needed one is missing. */
        Optional<Way> within(KernelHooks.Kernel kernel) {
            List<Place> there = new ArrayList<>();
            for (Place place : places) {
                if (kind == Kind.PERF_EVENT
                        || kernel.has(kind == Kind.TP_BTF ? "btf_trace_" + place.target : place.target)) {
                    there.add(place);
                } else if (place.needed) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Way(kind, there));
        }
    }

    /** The program of the first way, by which configurations know the hook. */
    public String program() {
        return program;
    }

    List<Way> ways() {
        return ways;
    }

    /** The programs of all ways. */
    Stream<String> programs() {
        return ways.stream().flatMap(way -> way.places.stream()).map(Place::program).distinct();
    }

    /** Empty for a program that has only its tracepoint, which every kernel has. */
    public static Optional<KernelHook> of(String program) {
        return Arrays.stream(values()).filter(hook -> hook.program.equals(program)).findFirst();
    }

    private static Way tracepoint(String program, String tracepoint) {
        return new Way(Kind.TP_BTF, List.of(new Place(program, tracepoint, true)));
    }

    private static Way fexit(String needed, String... functions) {
        return new Way(Kind.FEXIT, Stream.concat(Stream.of(needed), Stream.of(functions))
                .map(function -> new Place("fexit_" + function, function, function.equals(needed))).toList());
    }

    /**
     * kprobes where functions are entered and where they return; the first function is needed if there are no other places.
     */
    private static Way calls(String atReturn, List<Place> others, String... functions) {
        List<Place> places = new ArrayList<>(others);
        for (String function : functions) {
            boolean needed = places.isEmpty();
            places.add(new Place("kprobe_socket_call", function, needed));
            places.add(new Place(atReturn, function, needed));
        }
        return new Way(Kind.KPROBE, places);
    }
}
