package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Errno;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KernelHooksTest {
    private static final Set<KernelHook.Kind> NOTHING = EnumSet.noneOf(KernelHook.Kind.class);
    /** Of Debian 12's Linux 6.1: without the tracepoints of sockets. */
    private static final Set<String> LINUX_6_1 = Set.of("inet_sendmsg",
            "inet6_sendmsg", "unix_stream_sendmsg", "unix_seqpacket_sendmsg", "inet_sendpage", "unix_stream_sendpage",
            "inet_recvmsg", "inet6_recvmsg", "unix_stream_recvmsg", "unix_seqpacket_recvmsg", "tcp_cleanup_rbuf",
            "sk_destruct");

    /** A kernel of which is known what it has, and what it refuses to attach. */
    private record KnownKernel(Set<String> names, Set<KernelHook.Kind> refuses, List<KernelHook.Way> tried)
            implements
                KernelHooks.Kernel {
        KnownKernel(Set<String> names, Set<KernelHook.Kind> refuses) {
            this(names, refuses, new ArrayList<>());
        }

        @Override
        public boolean has(String name) {
            return names.contains(name);
        }

        @Override
        public void attach(KernelHook.Way way) throws BpfException {
            tried.add(way);
            if (refuses.contains(way.kind())) {
                throw new BpfException("attach", Errno.EPERM, "");
            }
        }
    }

    private static KernelHooks hooks(Set<String> names, Set<KernelHook.Kind> refuses) {
        return KernelHooks.choose(new KnownKernel(names, refuses), NOTHING);
    }

    private static String way(KernelHooks hooks, KernelHook hook) {
        return hooks.way(hook).map(KernelHook.Way::describe).orElse("none");
    }

    @Test
    void choose_tracepointsAreThere_takesThemUntried() {
        KnownKernel kernel = new KnownKernel(Set.of("btf_trace_sock_send_length", "btf_trace_sock_recv_length",
                "inet_sendmsg", "inet_recvmsg"), NOTHING);

        KernelHooks hooks = KernelHooks.choose(kernel, NOTHING);

        assertEquals("tp_btf/sock_send_length", way(hooks, KernelHook.SEND));
        assertEquals("tp_btf/sock_recv_length", way(hooks, KernelHook.RECEIVE));
        assertEquals(List.of(KernelHook.Kind.PERF_EVENT), kernel.tried().stream().map(KernelHook.Way::kind).toList());
        assertEquals("", hooks.refused(KernelHook.SEND));
    }

    @Test
    void choose_linux61_takesFunctionsForSockets() {
        KernelHooks hooks = hooks(LINUX_6_1, NOTHING);

        assertEquals("fexit/inet_recvmsg, inet6_recvmsg, unix_stream_recvmsg, unix_seqpacket_recvmsg",
                way(hooks, KernelHook.RECEIVE));
        assertEquals("no sock_recv_length", hooks.refused(KernelHook.RECEIVE));
    }

    @Test
    void choose_functionThatIsNotNeededIsMissing_leavesItOut() {
        KernelHooks hooks = hooks(Set.of("inet_sendmsg", "unix_stream_sendmsg"), NOTHING);

        assertEquals("fexit/inet_sendmsg, unix_stream_sendmsg", way(hooks, KernelHook.SEND));
        assertTrue(hooks.leavesOut("fexit_inet_sendpage"));
        assertFalse(hooks.leavesOut("fexit_inet_sendmsg"));
    }

    @Test
    void choose_neededFunctionIsMissing_findsNoWay() {
        KernelHooks hooks = hooks(Set.of("unix_stream_sendmsg"), NOTHING);

        assertEquals("none", way(hooks, KernelHook.SEND));
        assertTrue(hooks.refused(KernelHook.SEND).startsWith("no sock_send_length; no inet_sendmsg"),
                hooks.refused(KernelHook.SEND));
    }

    @Test
    void choose_unwantedWay_isNotTried() {
        KernelHooks hooks = KernelHooks.choose(new KnownKernel(Set.of("btf_trace_sk_data_ready", "sock_def_readable"),
                NOTHING), EnumSet.of(KernelHook.Kind.TP_BTF));

        assertEquals("fentry/sock_def_readable", way(hooks, KernelHook.DATA_READY));
        assertEquals("tp_btf: disabled by FINELAME_WITHOUT", hooks.refused(KernelHook.DATA_READY));
    }

    @Test
    void choose_perfEventIsRefused_takesTheSchedulersTick() {
        KernelHooks hooks = hooks(Set.of("btf_trace_sched_stat_runtime"), EnumSet.of(KernelHook.Kind.PERF_EVENT));

        assertEquals("tp_btf/sched_stat_runtime", way(hooks, KernelHook.TIMER));
        assertEquals("perf_event: attach: EPERM (Operation not permitted)", hooks.refused(KernelHook.TIMER));
    }

    @Test
    void choose_fexitIsRefused_takesKprobes() {
        KernelHooks hooks = hooks(LINUX_6_1, EnumSet.of(KernelHook.Kind.FEXIT));

        assertEquals("kprobe/inet_sendmsg, inet6_sendmsg, unix_stream_sendmsg, unix_seqpacket_sendmsg, inet_sendpage, "
                + "unix_stream_sendpage", way(hooks, KernelHook.SEND));
        assertEquals("kprobe/tcp_cleanup_rbuf, sk_destruct, unix_stream_recvmsg, unix_seqpacket_recvmsg",
                way(hooks, KernelHook.RECEIVE));
        assertEquals("no sock_send_length; fexit: attach: EPERM (Operation not permitted)",
                hooks.refused(KernelHook.SEND));
        assertTrue(hooks.useKprobes());
    }

    @Test
    void choose_allFunctionsAreRefused_findsNoWayAndSaysWhy() {
        KernelHooks hooks = hooks(LINUX_6_1, EnumSet.of(KernelHook.Kind.FEXIT, KernelHook.Kind.KPROBE));

        assertEquals("none", way(hooks, KernelHook.SEND));
        assertEquals("no sock_send_length; fexit: attach: EPERM (Operation not permitted); "
                + "kprobe: attach: EPERM (Operation not permitted)", hooks.refused(KernelHook.SEND));
    }

    @Test
    void leavesOut_programOfAnotherWay_isLeftOut() {
        KernelHooks hooks = hooks(LINUX_6_1, NOTHING);

        assertTrue(hooks.leavesOut("probe_tcp_sendmsg"));
        assertTrue(hooks.leavesOut("update_cputime_at_tick"));
        assertFalse(hooks.leavesOut("sched_switch"));
    }

    @Test
    void without_unknownWay_saysWhatWasExpected() {
        assertEquals(
                "FINELAME_WITHOUT: found 'kprobes': expected tp_btf, fexit, fentry, kprobe or perf_event, separated by commas",
                assertThrows(IllegalArgumentException.class, () -> KernelHooks.without("tp_btf,kprobes")).getMessage());
    }
}
