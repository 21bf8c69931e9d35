/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the programs share: the maps, what user space tells them (options, control), and what was lost. */
#ifndef FINELAME_MAPS_BPF_H
#define FINELAME_MAPS_BPF_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/bpf_perf_event.h>
#include <linux/in.h>
#include <linux/ptrace.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "finelame.h"
#include "kernel.h"
#include "scoring.h"

#define MAX_NESTING 8
/* Only another CPU that updates the same request holds its lock, and not for long. */
#define LOCK_TRIES 128
/* Between two looks of the scheduler at a running thread, at 100 Hz. */
#define LONGEST_TICK_NS 10000000ULL

/* One mapping of a thread, begun by the request mapper with this number. */
struct mapping {
	__u64 req_id;		/* 0: the object belongs to no request */
	__u64 object;		/* whose request it is; 0: mapped by a request id */
	__u32 monitor;
	__u8 paired;		/* ends when the monitor's function returns */
	__u8 splits;		/* bytes received after a response start a new request */
	__u8 automatic;		/* begun by automatic mapping */
	__u8 reserved;
};

/* Mappings nest: a write within a read ends before the read does. */
struct thread {
	__u64 charged_until;	/* CPU time up to here is charged, pending or dropped; 0: not on a CPU */
	__u64 runtime_before;	/* what the scheduler had counted when the thread got its CPU, ns */
	__u64 counted;		/* since then, of the time until charged_until, and what was counted too much before */
	__u64 owed;		/* used before it left the CPU, but not charged yet */
	__u64 pending;		/* automatic mapping: CPU time whose request is not known yet, ns */
	__u64 waits_since;	/* off the CPU since then, of its own accord or not; 0: not counted */
	__u64 waits_for;	/* the request that is charged with it */
	__u64 owed_wait;	/* as owed, for what it waited */
	__u64 faults;		/* page faults that are charged or dropped */
	__u64 allocated;	/* bytes, by the preloaded library's counter, that are charged or dropped */
	__u64 unclaimed;	/* automatic mapping: CPU time before its last wait for events, ns, that nobody was charged with */
	__u64 idle_since;	/* automatic mapping: when it began that wait */
	__u64 home;		/* automatic mapping: the futex at which it waits for work; 0: not known */
	__u64 waits_at;		/* automatic mapping: the futex at which it waits, for work or a lock; 0: none */
	__u64 takes_since;	/* automatic mapping: no request received before that can have come to it unnoticed, ns */
	__u64 stray;		/* the goroutine that it ran last, if that works for no request that is known; 0: none */
	__u64 stray_address;
	__u64 goroutine;	/* where the data is of the one that received, or sent, for its request last; 0: none */
	__u32 depth;
	__u32 batch;		/* stack samples whose request is not known yet, as that of pending; 0: there are none */
	__u32 unclaimed_batch;	/* as batch, of unclaimed */
	__u8 in_futex;		/* what it waits for */
	__u8 inherited;		/* its automatic mapping comes from another thread */
	__u8 late;		/* inherited after its request was answered */
	__u8 answered;		/* it has answered the connection that it was mapped by */
	__u8 tentative;		/* of enum tentative */
	__u8 loops;		/* it waits for events of several connections */
	__u8 carrier;		/* runs virtual threads */
	__u8 passed_on;		/* it has handed its request over, or asked a back end on behalf of it */
	__u8 allocates;		/* allocated is known */
	__u8 named;		/* what its process is called is noted */
	struct mapping mappings[MAX_NESTING];
};

/* Whether a mapping is certain. If not, CPU time is pending: another request may claim it. */
enum tentative {
	CERTAIN,
	TAIL,			/* the request was answered: what nobody claims is its own */
	SHARED,			/* the thread may as well work for another: what nobody claims is nobody's */
	GUESSED,		/* several requests were handed over at once: which of them is this thread's is not certain */
};

/* The request of an object of the application. */
struct association {
	__u64 req_id;
	__u64 came_by;		/* the request came by this object, which lives no longer than the request */
};

/* What a connection of a process to record carries. */
struct connection {
	__u64 req_id;		/* 0: none, or not known */
	__u64 sender;		/* the request of the local thread that sent to it last; 0: the bytes come from elsewhere */
	__u8 origin;		/* its request came by it */
	__u8 opened : 1;	/* its request opened it, and has not written to it yet */
	__u8 full : 1;		/* what its request sent last had to wait for room: the rest follows */
	__u16 requests;		/* that came by it; 65535: or more */
	__u32 reader;		/* the process that received from it last */
	__u64 latest;		/* the last request that came by it */
};

/* What a request used just then. */
struct update {
	__u64 req_id;
	__u64 ts;
	__u64 delta;
	__u32 feature;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 20);
	__type(key, __u64);
	__type(value, struct datapoint);
} datapoints SEC(".maps");

/*
 * Nothing says when an object is no more, and processes come and go: the objects that were not used for longest make room.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 17);
	__type(key, struct object);
	__type(value, struct association);
} associations SEC(".maps");

/* Finished requests: what is still associated with one is older than what has its address now. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, __u64);
	__type(value, __u8);
} ended SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct thread);
} threads SEC(".maps");

/* The processes to record, by thread group; the value is of enum target. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, __u32);
	__type(value, __u32);
} targets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct connection);
} connections SEC(".maps");

/* In its place, by address, where kprobes serve: the verifier lets their programs use no storage of a socket. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, __u64);
	__type(value, struct connection);
} connections_by_address SEC(".maps");

/* The models in use, and those before them: a new one is made ready in the next slot, then control names its generation. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MODEL_SLOTS);
	__type(key, __u32);
	__type(value, struct model);
} models SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 20);
	__uint(key_size, sizeof(__u64));
	/* Smaller if fewer models have to agree, which a type would not allow. */
	__uint(value_size, sizeof(struct score));
} scores SEC(".maps");

/* CPU time of requests that several processes work for, ns, by all but the first one: that has the rest. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, struct share);
	__type(value, __u64);
} shares SEC(".maps");

/* What the processes that were charged are called: they may have ended before the recorder can look at them. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 13);
	__type(key, __u32);
	__type(value, struct process_name);
} process_names SEC(".maps");

/* What the recorder reads of the datapoints, in its own memory: those that have changed, by request, and requests that are over. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} changed_requests SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct datapoint);
} changed_datapoints SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} over_requests SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} events SEC(".maps");

/* Updates that found no place in the ring buffer, by the CPU that they came from. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost_events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 18);
} detections SEC(".maps");

/* struct trace */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} traces SEC(".maps");

/* struct stack_sample and struct stack_record */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 22);
} stacks SEC(".maps");

const volatile struct options options SEC(".rodata.options");
struct control control SEC(".data.control");
struct losses losses SEC(".data.losses");
struct cpu_time cpu_time SEC(".data.cpu_time");
__u64 last_req_id SEC(".data.requests");

/* Only what a map or a global variable names is in the BTF, from which user space learns the layouts, and tests the numbers. */
const struct event *event_layout SEC(".data.layouts");
const struct detection *detection_layout SEC(".data.layouts");
const struct stack_sample *stack_sample_layout SEC(".data.layouts");
const enum stack_record_kind *stack_record_kinds SEC(".data.layouts");
const struct trace *trace_layout SEC(".data.layouts");
const enum trace_kind *trace_kinds SEC(".data.layouts");
const enum trace_reason *trace_reasons SEC(".data.layouts");
const enum feature *feature_numbers SEC(".data.layouts");
const enum operation *operation_numbers SEC(".data.layouts");
const enum target *target_numbers SEC(".data.layouts");

/* Whether any datapoint has changed since the recorder cleared this: as long as none has, they need not be read. */
__u32 any_changed SEC(".data.changed");
struct listed listed SEC(".data.listed");

/* To be read. Who is late for a list that is already being read is found when the map is walked. */
__noinline int list_request(__u64 req_id)
{
	__u32 current = listed.current & 1;
	__u32 at = __sync_fetch_and_add(&listed.count[current], 1);

	if (at < MAX_LISTED)
		listed.requests[current][at & (MAX_LISTED - 1)] = req_id;
	else
		listed.overflow = 1;
	return 0;
}

/* After the change: who reads the datapoint clears the flag before. */
static __always_inline void note_change(struct datapoint *dp, __u64 req_id)
{
	bool known = dp->changed;

	dp->changed = 1;
	if (!known)
		list_request(req_id);
	if (!any_changed)
		any_changed = 1;
}

static __always_inline void lose(__u64 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

#endif
