package io.finelame.record.probe;

import io.finelame.bpf.PerfEvent;
import io.finelame.bpf.finelame.KernelHook;
import io.finelame.bpf.finelame.KernelHooks;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.ProbeFunction;
import io.finelame.record.target.Selection;
import java.util.List;

/**
 * Plans the probes at the kernel's own events: monitors at tracepoints, timers and hardware counters, and the programs that
 * automatic mapping and the choice of processes need. For each it takes the event that works in this kernel.
 */
final class KernelProbePlanner {
    private static final long MS = 1_000_000;
    static final ProbeProgram CPU_TIMER = new ProbeProgram.Shipped("update_cputime");

    private final Configuration configuration;
    private final Selection selection;
    private final KernelHooks hooks;
    private final List<ResolvedProbe> probes;
    private final List<String> problems;

    /**
     * @param probes takes what is planned, and has what was planned before
     * @param problems takes one line for each
     */
    KernelProbePlanner(Configuration configuration, Selection selection, KernelHooks hooks, List<ResolvedProbe> probes,
            List<String> problems) {
        this.configuration = configuration;
        this.selection = selection;
        this.hooks = hooks;
        this.probes = probes;
        this.problems = problems;
    }

    /** What asked for a kprobe, or for a tracepoint of the same meaning, gets what works in this kernel. */
    void monitor(Configuration.ResourceMonitor monitor, ProbeFunction.KernelMonitor its) {
        if (its.automatic() && !configuration.automatic()) {
            problems.add(
                    monitor.place() + ": " + monitor.function() + " counts what automatic mapping sees: expected an"
                            + " application with mapper: auto");
            return;
        }
        String event = monitor.event().substring(monitor.event().indexOf(':') + 1);
        if (!event.equals(its.otherEvent()) && !event.equals(its.tracepoint())) {
            problems.add(
                    monitor.place() + ": event '" + monitor.event() + "' can't be combined with " + monitor.function()
                            + ": expected " + its.otherEvent() + " or " + its.tracepoint());
            return;
        }
        String servedBy = servedBy(its.program(), its.tracepoint());
        String note = servedBy.equals("tp_btf/" + event) ? "" : event + " is served by " + servedBy;
        tracepoint(monitor.event(), monitor.function(), its.program(), its.tracepoint(), note);
    }

    /** Two monitors may share a program: attached twice, it would count twice. */
    private void tracepoint(String event, String function, String program, String tracepoint, String note) {
        ProbeProgram.Shipped its = new ProbeProgram.Shipped(function, program);
        boolean there = probes.stream()
                .anyMatch(probe -> probe instanceof ResolvedProbe.InKernel other
                        && other.program() instanceof ProbeProgram.Shipped shipped
                        && shipped.program().equals(program));
        String servedBy = servedBy(program, tracepoint);
        String difference = note.isEmpty() && !servedBy.equals("tp_btf/" + tracepoint)
                ? tracepoint + " is served by " + servedBy
                : note;
        probes.add(there
                ? new ResolvedProbe.Shared(event, its, servedBy)
                : new ResolvedProbe.InKernel(event, its, servedBy, difference));
    }

    private String servedBy(String program, String tracepoint) {
        return KernelHook.of(program)
                .map(hook -> hooks.way(hook).map(KernelHook.Way::describe).orElse("nothing in this kernel"))
                .orElse("tp_btf/" + tracepoint);
    }

    void timer(String event) {
        KernelHook.Way way = hooks.way(KernelHook.TIMER).orElse(null);
        if (way != null && way.kind() != KernelHook.Kind.PERF_EVENT) {
            probes.add(new ResolvedProbe.InKernel(event, CPU_TIMER, way.describe(),
                    event + " is served by " + way.describe() + " (" + hooks.refused(KernelHook.TIMER) + ")"));
            return;
        }
        long period = (long) (configuration.cputimeSamplePeriodMs() * MS);
        probes.add(new ResolvedProbe.Sampled(event, CPU_TIMER, PerfEvent.Kind.CPU_CLOCK, period));
    }

    void hardware(Configuration.HardwareMonitor monitor) {
        if (ProbeFunction.BY_NAME.get(monitor.function()) instanceof ProbeFunction.SampledMonitor its) {
            sampled(monitor, its.kind());
        } else {
            problems.add(monitor.place() + ": " + monitor.function() + " is not a hardware monitor");
        }
    }

    private void sampled(Configuration.HardwareMonitor monitor, PerfEvent.Kind kind) {
        probes.add(new ResolvedProbe.Sampled(monitor.event(), new ProbeProgram.Shipped(monitor.function()), kind,
                monitor.samplePeriod()));
    }

    /** A context switch alone would not show a request that never leaves the CPU, nor a receive when it is over. */
    void companions() {
        if (configuration.automatic()) {
            automaticMapping();
        }
        if (has("sched_switch") && !has(CPU_TIMER.name()) && configuration.cputimeSamplePeriodMs() > 0) {
            timer("cpu-clock");
        }
        if (has("probe_tcp_cleanup_rbuf")) {
            tracepoint("inet_sock_set_state", "connection_closed", "connection_closed", "inet_sock_set_state", "");
        }
    }

    /** The monitors of CPU time and sockets map threads as well. */
    private void automaticMapping() {
        require("sched_switch", "sched_switch");
        require("probe_tcp_sendmsg", "sock_send_length");
        require("probe_tcp_cleanup_rbuf", "sock_recv_length");
        tracepoint("sched_waking", "hand_over_request", "hand_over_request", "sched_waking", "");
        followLocalTraffic();
        tracepoint("signal_deliver", "settle_goroutine", "settle_goroutine", "signal_deliver", "");
    }

    private void followLocalTraffic() {
        tracepoint("sk_data_ready", "pass_request", "pass_request", "sk_data_ready", "");
        if (!choosesSeveral() && probes.getLast() instanceof ResolvedProbe.InKernel probe) {
            probes.set(probes.size() - 1, new ResolvedProbe.OfLocalTraffic(probe));
        }
    }

    /** Several processes are likely to be parts of one server. */
    private boolean choosesSeveral() {
        return switch (selection) {
            case Selection.Processes(List<Integer> pids) -> pids.size() > 1;
            case Selection.Executables _ ->
                configuration.applications().stream().filter(Configuration.Application::automatic).count() > 1;
            case Selection.Cgroup _ -> true;
        };
    }

    void following() {
        tracepoint("sched_process_fork", "follow_child_process", "follow_child_process", "sched_process_fork", "");
        tracepoint("sched_process_exit", "forget_ended_process", "forget_ended_process", "sched_process_exit", "");
        tracepoint("sched_process_exec", "find_executed_process", "find_executed_process", "sched_process_exec", "");
        if (selection instanceof Selection.Cgroup) {
            tracepoint("cgroup_attach_task", "find_moved_process", "find_moved_process", "cgroup_attach_task", "");
        }
    }

    private void require(String program, String tracepoint) {
        if (!has(program)) {
            tracepoint(tracepoint, program, program, tracepoint, program + " is needed by mapper: auto");
        }
    }

    private boolean has(String program) {
        return probes.stream().anyMatch(probe -> probe.program().name().equals(program));
    }
}
