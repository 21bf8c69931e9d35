package io.finelame.record.probe;

import io.finelame.bpf.finelame.KernelHook;
import io.finelame.bpf.finelame.KernelHooks;
import io.finelame.cli.file.InputException;
import io.finelame.record.config.AutomaticConfiguration;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.ConfigurationReader;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProbePlannerTest {
    private static final Set<String> LINUX_6_18 = Set.of("btf_trace_sock_send_length", "btf_trace_sock_recv_length",
            "btf_trace_sched_stat_runtime");
    private static final Set<String> LINUX_6_1 = Set.of("btf_trace_sched_stat_runtime",
            "inet_sendmsg", "unix_stream_sendmsg", "inet_recvmsg", "unix_stream_recvmsg");
    private static final String ORIGINAL_EVENTS = """
                                                  resource_monitors:
                                                    - {event: finish_task_switch, in_fn_name: sched_switch, side: k}
                                                    - {event: tcp_sendmsg, in_fn_name: probe_tcp_sendmsg, side: k}
                                                    - {event: tcp_cleanup_rbuf, in_fn_name: probe_tcp_cleanup_rbuf, side: k}
                                                  applications: [{exec_path: /bin/true}]
                                                  """;

    @TempDir
    private Path directory;

    /** A kernel in which everything attaches that is there. */
    private static KernelHooks kernel(Set<String> names, Set<KernelHook.Kind> without) {
        return KernelHooks.choose(new KernelHooks.Kernel() {
            @Override
            public boolean has(String name) {
                return names.contains(name);
            }

            @Override
            public void attach(KernelHook.Way way) {}
        }, without);
    }

    private List<ResolvedProbe> plan(String text, KernelHooks hooks) throws Exception {
        return plan(Configuration.load(Files.writeString(directory.resolve("fl_cfg.yml"), text)),
                new Selection.Executables(), hooks);
    }

    private List<ResolvedProbe> planAutomatic(Selection selection) throws Exception {
        return plan(AutomaticConfiguration.of(List.of(Path.of("/bin/true")), false), selection,
                kernel(LINUX_6_18, EnumSet.noneOf(KernelHook.Kind.class)));
    }

    private static List<ResolvedProbe> plan(Configuration configuration, Selection selection, KernelHooks hooks) {
        ProbePlanner.Plan plan = ProbePlanner.survey(configuration, ServerFiles.ofThisMachine(), null, selection,
                hooks);
        assertEquals(List.of(), plan.problems());
        return plan.probes();
    }

    private static ResolvedProbe probe(List<ResolvedProbe> probes, String program) {
        return probes.stream().filter(probe -> probe.program().name().equals(program)).findFirst().orElseThrow();
    }

    @Test
    void survey_kprobesWhereTracepointsAre_areServedByThem() throws Exception {
        List<ResolvedProbe> probes = plan(ORIGINAL_EVENTS, kernel(LINUX_6_18, EnumSet.noneOf(KernelHook.Kind.class)));

        assertEquals("tcp_sendmsg is served by tp_btf/sock_send_length", probe(probes, "probe_tcp_sendmsg").note());
        assertEquals("finish_task_switch is served by tp_btf/sched_switch", probe(probes, "sched_switch").note());
    }

    @Test
    void survey_kprobesWhereTracepointsAreMissing_areServedByFunctions() throws Exception {
        List<ResolvedProbe> probes = plan(ORIGINAL_EVENTS, kernel(LINUX_6_1, EnumSet.noneOf(KernelHook.Kind.class)));

        ResolvedProbe receive = probe(probes, "probe_tcp_cleanup_rbuf");
        assertEquals("fexit/inet_recvmsg, unix_stream_recvmsg", receive.attachedAs());
        assertEquals("tcp_cleanup_rbuf is served by fexit/inet_recvmsg, unix_stream_recvmsg", receive.note());
        assertEquals(List.of("REQ_TCP_RCVD", "REQ_IDLE_TIME"), receive.program().features());
    }

    @Test
    void survey_tracepointThatIsMissing_isServedByFunctions() throws Exception {
        List<ResolvedProbe> probes = plan(
                """
                resource_monitors:
                  - {event: 'sock:sock_send_length', in_fn_name: probe_tcp_sendmsg, type: t, side: k}
                applications: [{exec_path: /bin/true}]
                """, kernel(LINUX_6_1, EnumSet.noneOf(KernelHook.Kind.class)));

        assertEquals("sock_send_length is served by fexit/inet_sendmsg, unix_stream_sendmsg",
                probe(probes, "probe_tcp_sendmsg").note());
    }

    @Test
    void survey_withoutPerfEvents_takesTheSchedulersTickAsTimer() throws Exception {
        List<ResolvedProbe> probes = plan(ORIGINAL_EVENTS, kernel(LINUX_6_18, EnumSet.of(KernelHook.Kind.PERF_EVENT)));

        ResolvedProbe timer = probe(probes, "update_cputime");
        assertEquals("tp_btf/sched_stat_runtime", timer.attachedAs());
        assertEquals(List.of("REQ_CPUTIME"), timer.program().features());
    }

    @Test
    void survey_oneProcess_followsLocalTrafficOnceThereIsSome() throws Exception {
        List<ResolvedProbe> probes = planAutomatic(new Selection.Processes(List.of(7)));

        assertInstanceOf(ResolvedProbe.OfLocalTraffic.class, probe(probes, "pass_request"));
    }

    @Test
    void survey_severalProcesses_followsLocalTrafficAtOnce() throws Exception {
        List<ResolvedProbe> probes = planAutomatic(new Selection.Processes(List.of(7, 8)));

        assertInstanceOf(ResolvedProbe.InKernel.class, probe(probes, "pass_request"));
    }

    @Test
    void survey_peerWaitWithoutAutomaticMapping_isRefused() throws Exception {
        Configuration configuration = ConfigurationReader.parse(Path.of("fl_cfg.yml"),
                """
                resource_monitors: [{event: sched_switch, in_fn_name: probe_peer_wait, type: t, side: k}]
                applications: [{exec_path: /bin/true}]
                """);

        ProbePlanner.Plan plan = ProbePlanner.survey(configuration, ServerFiles.ofThisMachine(), null,
                new Selection.Executables(), kernel(LINUX_6_18, EnumSet.noneOf(KernelHook.Kind.class)));
        assertEquals(List.of("fl_cfg.yml:1: resource_monitors[0]: probe_peer_wait counts what automatic mapping sees:"
                + " expected an application with mapper: auto"), plan.problems());
    }

    private static ProbePlanner.Plan planOf(String... executables) throws Exception {
        return ProbePlanner.survey(
                AutomaticConfiguration.of(Stream.of(executables).map(Path::of).toList(), false),
                ServerFiles.ofThisMachine(), null, new Selection.Executables(),
                kernel(LINUX_6_18, EnumSet.noneOf(KernelHook.Kind.class)));
    }

    @Test
    void require_executableAbsent_isSkippedOnlyIfAskedFor() throws Exception {
        ProbePlanner.Plan plan = planOf("/bin/true", "/nowhere/server");

        assertFalse(plan.require(true).isEmpty());
        String problem = assertThrows(InputException.class, () -> plan.require(false)).getMessage();
        assertTrue(problem.endsWith("no such executable: /nowhere/server: correct the path,"
                + " or --skip-unavailable records without it"), problem);
    }

    @Test
    void require_everyExecutableAbsent_isAProblemEvenIfSkipped() throws Exception {
        ProbePlanner.Plan plan = planOf("/nowhere/server");

        assertThrows(InputException.class, () -> plan.require(true));
    }

    @Test
    void survey_noWayToAnEvent_isPlannedAndFailsOnlyWhenAttached() throws Exception {
        List<ResolvedProbe> probes = plan(ORIGINAL_EVENTS, kernel(LINUX_6_18, EnumSet.of(KernelHook.Kind.TP_BTF)));

        assertEquals("nothing in this kernel", probe(probes, "probe_tcp_sendmsg").attachedAs());
    }
}
