package io.finelame.record.config;

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

    /** @param features that it counts */
    record Monitor(List<String> features) implements ProbeFunction {
        Monitor(String... features) {
            this(List.of(features));
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
        table.put("sched_switch", new Monitor("REQ_CPUTIME"));
        table.put("update_cputime", new Monitor("REQ_CPUTIME"));
        table.put("handle_pg_fault", new Monitor("REQ_PGFLT"));
        table.put("probe_malloc", new Monitor("REQ_MEM_MALLOC"));
        table.put("probe_calloc", new Monitor("REQ_MEM_MALLOC"));
        table.put("probe_realloc", new Monitor("REQ_MEM_MALLOC"));
        table.put(FINDS_ALLOCATORS, new Monitor("REQ_MEM_MALLOC"));
        table.put("ap_probe_malloc", new Monitor("REQ_MEM_MALLOC"));
        table.put("probe_tcp_sendmsg", new Monitor("REQ_TCP_SENT"));
        table.put("probe_tcp_cleanup_rbuf", new Monitor("REQ_TCP_RCVD", "REQ_IDLE_TIME"));
        table.put("probe_offcpu", new Monitor("REQ_OFFCPU", "REQ_FUTEX_WAIT"));
        table.put("probe_peer_wait", new Monitor("REQ_PEER_WAIT"));
        table.put("probe_age", new Monitor("REQ_AGE"));
        table.put("probe_syscalls", new Monitor("REQ_SYSCALLS"));
        table.put("probe_file_io", new Monitor("REQ_FILE_READ", "REQ_FILE_WRITTEN"));
        table.put("probe_fds_opened", new Monitor("REQ_FDS_OPENED"));
        table.put("probe_instructions", new Monitor("REQ_INSTRUCTIONS"));
        table.put("probe_cache_miss", new Monitor("REQ_CACHE_MISSES"));
        table.put("probe_cache_ref", new Monitor("REQ_CACHE_REFS"));
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

    private static List<String> names(Class<? extends ProbeFunction> kind) {
        return BY_NAME.entrySet().stream().filter(entry -> kind.isInstance(entry.getValue())).map(Map.Entry::getKey)
                .sorted().toList();
    }
}
