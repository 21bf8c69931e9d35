/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goroutines: what each works for, on whichever thread it runs. */
#ifndef FINELAME_GOROUTINES_BPF_H
#define FINELAME_GOROUTINES_BPF_H

#include "finelame.bpf.h"
#include "mapping.bpf.h"
#include "runtimes.bpf.h"
#include "syscalls.h"

struct goroutine {
	__u64 req_id;		/* the request that it received or answered last, or that of the goroutine that started it; 0: none */
	__u64 pending;		/* CPU time whose request is not known yet, ns */
};

/* A goroutine goes on for its request on whichever thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, struct object);
	__type(value, struct goroutine);
} goroutines SEC(".maps");

static __always_inline __u64 goroutine_field(__u64 address, __u16 offset)
{
	__u64 value = 0;

	if (offset)
		bpf_probe_read_user(&value, sizeof(value), (const void *)(address + offset));
	return value;
}

#define GOROUTINE_DEAD		6
/* Of a goroutine's state, before its number. */
#define GOROUTINE_STATE		8
/* Of a thread's own goroutine, which runs the scheduler and the garbage collector: offsets in g and m, src/runtime/runtime2.go. */
#define GOROUTINE_THREAD	48
#define THREAD_SCHEDULER	0

static __always_inline bool is_scheduler(__u64 address)
{
	__u64 thread = goroutine_field(address, GOROUTINE_THREAD), scheduler = 0;

	bpf_probe_read_user(&scheduler, sizeof(scheduler), (const void *)(thread + THREAD_SCHEDULER));
	return scheduler == address;
}

/*
 * The goroutine that runs, or called the kernel, and the one that started it, by their numbers. By its address if numbers aren't
 * known: that may be another's soon. 0 in the scheduler, and in other programs than Go's.
 */
static __always_inline struct object this_goroutine(struct object *parent)
{
	struct object goroutine = { .tgid = bpf_get_current_pid_tgid() >> 32 };
	struct runtime *runtime = runtime_of(goroutine.tgid);
	__u64 address;

	*parent = goroutine;
	if (!runtime || !runtime->goroutines)
		return goroutine;
	address = goroutine_register(registers_of(bpf_get_current_task_btf()));
	if (runtime->number_offset) {
		goroutine.address = goroutine_field(address, runtime->number_offset);
		parent->address = goroutine_field(address, runtime->parent_offset);
	} else if (!is_scheduler(address)) {
		goroutine.address = address;
	}
	return goroutine;
}

/* The storage of the running thread, which a goroutine may have come to unnoticed. */
static __always_inline struct thread *running_thread(void)
{
	struct thread *thread = this_thread();
	struct object parent;

	if (thread || !options.automatic || !this_goroutine(&parent).address)
		return thread;
	return automatic_thread(bpf_get_current_task_btf());
}

/* Whether the goroutine that the thread ran last, and of which nothing is known, has ended. */
static __always_inline bool has_ended(const struct thread *thread, __u32 tgid)
{
	struct runtime *runtime = runtime_of(tgid);

	if (!runtime || !runtime->number_offset || !thread->stray)
		return false;
	return (__u32)goroutine_field(thread->stray_address, runtime->number_offset - GOROUTINE_STATE) == GOROUTINE_DEAD &&
	       goroutine_field(thread->stray_address, runtime->number_offset) == thread->stray;
}

/*
 * What a goroutine receives from, or sends to, is what it works for. What it used before it sent was for that. Global as
 * credit() is.
 */
__noinline int note_goroutine(struct thread *thread, __u64 req_id, bool answers, __u64 ts)
{
	struct object parent, goroutine = this_goroutine(&parent);
	struct goroutine work = { .req_id = req_id }, *known;

	if (!thread || !goroutine.address)
		return 0;
	thread->tentative = SHARED;
	known = bpf_map_lookup_elem(&goroutines, &goroutine);
	if (known && known->pending && answers)
		charge_cputime(thread, req_id, ts, known->pending, false);
	if (bpf_map_update_elem(&goroutines, &goroutine, &work, BPF_ANY))
		lose(&losses.associations);
	/* One that has ended here just now did what this one waited for. */
	goroutine.address = answers && has_ended(thread, goroutine.tgid) ? thread->stray : 0;
	thread->stray = 0;
	known = goroutine.address ? bpf_map_lookup_elem(&goroutines, &goroutine) : NULL;
	if (known && known->pending) {
		charge_cputime(thread, req_id, ts, known->pending, false);
		known->pending = 0;
	}
	return 0;
}

/* A goroutine that is seen for the first time works for the request of the one that started it. */
static __always_inline struct goroutine *work_of(struct object *goroutine, const struct object *parent)
{
	struct goroutine fresh = {}, *known = bpf_map_lookup_elem(&goroutines, goroutine);

	if (known)
		return known;
	known = parent->address ? bpf_map_lookup_elem(&goroutines, parent) : NULL;
	if (known)
		fresh.req_id = known->req_id;
	if (bpf_map_update_elem(&goroutines, goroutine, &fresh, BPF_ANY))
		lose(&losses.associations);
	return bpf_map_lookup_elem(&goroutines, goroutine);
}

/*
 * A thread works for the request of the goroutine that it runs, and has done so, if nothing else claims it, since it last
 * called the kernel or was looked at. Whether it still does is known then.
 */
__noinline int turn_to_goroutine(struct thread *thread, __u64 ts)
{
	struct object parent, goroutine = this_goroutine(&parent);
	struct goroutine *work;
	__u64 req_id;

	if (!thread || !goroutine.address)
		return 0;
	work = work_of(&goroutine, &parent);
	if (!work)
		return 0;
	credit_cputime(thread, ts, false);
	req_id = work->req_id;
	if (is_over(live_datapoint(req_id))) {
		work->pending += thread->pending;
		thread->pending = 0;
		thread->stray = goroutine.address;
		thread->stray_address = goroutine_register(registers_of(bpf_get_current_task_btf()));
		return 0;
	}
	thread->stray = 0;
	claim_pending(thread, req_id, ts, ~0ULL);
	if (request_of(thread) != req_id)
		map_automatically(thread, req_id);
	thread->tentative = SHARED;
	return 0;
}

#endif
