package io.finelame.record.config;

import io.finelame.bpf.PerfEvent;
import io.finelame.bpf.finelame.Allocation;
import io.finelame.bpf.finelame.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The probe functions that a configuration may name: FineLame's, and ours. */
public sealed interface ProbeFunction {
    /** The memory monitor that needs no file: it looks for allocators in each process. */
    String FINDS_ALLOCATORS = "probe_memory";

    Map<String, ProbeFunction> BY_NAME = table();

    /** @param position of the argument it looks at, 1 to 5; 0: the return value */
    record Mapper(Operation operation, int position) implements ProbeFunction {
        public boolean byRequestId() {
            return operation == Operation.MAP_ID;
        }
    }

    /** Counts features. */
    sealed interface Monitor extends ProbeFunction {
        List<String> features();
    }

    /**
     * A monitor at an event of the kernel.
     *
     * @param program of finelame.bpf.c, that counts
     * @param otherEvent that a configuration may name instead: the function that FineLame probes there
     * @param automatic whether it needs automatic mapping
     */
    record KernelMonitor(String program, String tracepoint, String otherEvent, boolean automatic,
            List<String> features) implements Monitor {
        KernelMonitor(String program, String tracepoint, String otherEvent, String... features) {
            this(program, tracepoint, otherEvent, false, List.of(features));
        }
    }

    /**
     * A monitor of an allocation function.
     *
     * @param allocation how a function is called that is not a known allocator's
     */
    record MemoryMonitor(Allocation allocation) implements Monitor {
        /** @param count position of the number of elements, or 0 */
        MemoryMonitor(int size, int count) {
            this(new Allocation(size, count, Allocation.Failure.UNTOLD));
        }

        @Override
        public List<String> features() {
            return List.of("REQ_MEM_MALLOC");
        }
    }

    /** The monitor of all allocators that a process has. */
    record AllocatorsMonitor() implements Monitor {
        @Override
        public List<String> features() {
            return List.of("REQ_MEM_MALLOC");
        }
    }

    /** A monitor at every so many events of a perf event. */
    record SampledMonitor(PerfEvent.Kind kind, String feature) implements Monitor {
        @Override
        public List<String> features() {
            return List.of(feature);
        }
    }

    private static Map<String, ProbeFunction> table() {
        Map<String, ProbeFunction> table = new TreeMap<>();
        table.put("new_assoc_2", new Mapper(Operation.NEW, 2));
        table.put("start_assoc_1", new Mapper(Operation.PASS, 1));
        table.put("start_assoc_2", new Mapper(Operation.PASS, 2));
        table.put("start_assoc_1_and_unmap", new Mapper(Operation.PASS_AND_UNMAP, 1));
        table.put("map_tid_to_rid", new Mapper(Operation.MAP_ID, 3));
        table.put("map_tid_to_rid_1", new Mapper(Operation.MAP, 1));
        table.put("map_tid_to_rid_3", new Mapper(Operation.MAP, 3));
        table.put("unmap_tid_to_rid", new Mapper(Operation.UNMAP, 0));
        table.put("ap_map_conn_to_rid", new Mapper(Operation.NEW, 0));
        table.put("ap_map_tid_to_rid", new Mapper(Operation.MAP, 1));
        table.put("ap_unmap_tid_to_rid", new Mapper(Operation.UNMAP, 0));
        table.put("dmtr_map_tid_to_iter", new Mapper(Operation.MAP_ID, 1));
        table.put("dmtr_unmap_tid_to_iter", new Mapper(Operation.UNMAP, 0));
        table.put("sched_switch",
                new KernelMonitor("sched_switch", "sched_switch", "finish_task_switch", "REQ_CPUTIME"));
        table.put("update_cputime", new SampledMonitor(PerfEvent.Kind.CPU_CLOCK, "REQ_CPUTIME"));
        table.put("handle_pg_fault",
                new KernelMonitor("sched_switch", "sched_switch", "page_fault_user", "REQ_PGFLT"));
        table.put("probe_malloc", new MemoryMonitor(1, 0));
        table.put("probe_calloc", new MemoryMonitor(1, 2));
        table.put("probe_realloc", new MemoryMonitor(2, 0));
        table.put(FINDS_ALLOCATORS, new AllocatorsMonitor());
        table.put("ap_probe_malloc", new MemoryMonitor(2, 0));
        table.put("probe_tcp_sendmsg",
                new KernelMonitor("probe_tcp_sendmsg", "sock_send_length", "tcp_sendmsg", "REQ_TCP_SENT"));
        table.put("probe_tcp_cleanup_rbuf", new KernelMonitor("probe_tcp_cleanup_rbuf", "sock_recv_length",
                "tcp_cleanup_rbuf", "REQ_TCP_RCVD", "REQ_IDLE_TIME"));
        table.put("probe_offcpu", new KernelMonitor("sched_switch", "sched_switch", "finish_task_switch", "REQ_OFFCPU",
                "REQ_FUTEX_WAIT"));
        table.put("probe_peer_wait", new KernelMonitor("sched_switch", "sched_switch", "finish_task_switch", true,
                List.of("REQ_PEER_WAIT")));
        table.put("probe_age", new KernelMonitor("probe_tcp_sendmsg", "sock_send_length", "tcp_sendmsg", "REQ_AGE"));
        table.put("probe_syscalls", new KernelMonitor("probe_syscalls", "sys_enter", "sys_enter", "REQ_SYSCALLS"));
        table.put("probe_file_io",
                new KernelMonitor("probe_file_io", "sys_exit", "sys_exit", "REQ_FILE_READ", "REQ_FILE_WRITTEN"));
        table.put("probe_fds_opened", new KernelMonitor("probe_fds_opened", "sys_exit", "sys_exit", "REQ_FDS_OPENED"));
        table.put("probe_instructions", new SampledMonitor(PerfEvent.Kind.INSTRUCTIONS, "REQ_INSTRUCTIONS"));
        table.put("probe_cache_miss", new SampledMonitor(PerfEvent.Kind.CACHE_MISSES, "REQ_CACHE_MISSES"));
        table.put("probe_cache_ref", new SampledMonitor(PerfEvent.Kind.CACHE_REFERENCES, "REQ_CACHE_REFS"));
        return Map.copyOf(table);
    }

    /** @throws IllegalArgumentException if {@code name} is not a request mapper */
    static Mapper mapper(String name) {
        if (BY_NAME.get(name) instanceof Mapper mapper) {
            return mapper;
        }
        throw new IllegalArgumentException(name);
    }

    static List<String> mappers() {
        return names(Mapper.class);
    }

    static List<String> monitors() {
        return names(Monitor.class);
    }

    /** Those that count a feature, by name. */
    static Map<String, Monitor> monitorsOf(String feature) {
        Map<String, Monitor> monitors = new TreeMap<>();
        BY_NAME.forEach((name, function) -> {
            if (function instanceof Monitor monitor && monitor.features().contains(feature)) {
                monitors.put(name, monitor);
            }
        });
        return monitors;
    }

    private static List<String> names(Class<? extends ProbeFunction> kind) {
        return BY_NAME.entrySet().stream().filter(entry -> kind.isInstance(entry.getValue())).map(Map.Entry::getKey)
                .sorted().toList();
    }
}
