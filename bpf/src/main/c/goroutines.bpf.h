/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goroutines: what each works for, on whichever thread it runs. */
#ifndef FINELAME_GOROUTINES_BPF_H
#define FINELAME_GOROUTINES_BPF_H

#include "finelame.bpf.h"
#include "auto_mapping.bpf.h"
#include "runtimes.bpf.h"
#include "syscalls.h"

struct goroutine {
	__u64 req_id;		/* the request that it received or answered last, or that of the goroutine that started it; 0: none */
	__u64 pending;		/* CPU time whose request is not known yet, ns */
	__u32 batch;		/* stack samples as of a thread's */
	__u32 reserved;
};

/*
 * A goroutine goes on for its request on whichever thread. Places are taken in turns: a larger map would miss the processor's
 * caches at each new goroutine.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 14);
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

/* Where the goroutine that runs, or called the kernel, has its data. */
static __always_inline __u64 goroutine_address(void)
{
	return goroutine_register(registers_of(bpf_get_current_task_btf()));
}

/*
 * The goroutine that runs, or called the kernel, by its number. By its address if numbers aren't known: that may be another's
 * soon. 0 in the scheduler, and in other programs than Go's.
 */
static __always_inline struct object this_goroutine(const struct runtime *runtime)
{
	struct object goroutine = { .tgid = bpf_get_current_pid_tgid() >> 32 };
	__u64 address;

	if (!runtime || !runtime->goroutines)
		return goroutine;
	address = goroutine_address();
	if (runtime->number_offset)
		goroutine.address = goroutine_field(address, runtime->number_offset);
	else if (!is_scheduler(address))
		goroutine.address = address;
	return goroutine;
}

/* The one that started it; 0 if that isn't known. */
static __always_inline struct object parent_of_goroutine(const struct runtime *runtime, const struct object *goroutine)
{
	struct object parent = { .tgid = goroutine->tgid };

	if (runtime->number_offset)
		parent.address = goroutine_field(goroutine_address(), runtime->parent_offset);
	return parent;
}

/* Whether it is known already that the running goroutine works for a request, and that the thread does. */
static __always_inline bool is_noted(const struct thread *thread, __u64 req_id)
{
	return thread->goroutine && !thread->stray && request_of(thread) == req_id &&
	       thread->goroutine == goroutine_address();
}

/* The storage of the running thread, which a goroutine may have come to unnoticed. */
static __always_inline struct thread *running_thread(void)
{
	struct thread *thread = this_thread();

	if (thread || !options.automatic || !this_goroutine(this_runtime()).address)
		return thread;
	return automatic_thread(bpf_get_current_task_btf());
}

/* Whether the goroutine that the thread ran last, and of which nothing is known, has ended. */
static __always_inline bool has_ended(const struct thread *thread, const struct runtime *runtime)
{
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
	struct runtime *runtime = this_runtime();
	struct object goroutine = this_goroutine(runtime);
	struct goroutine work = { .req_id = req_id }, *known;

	if (!thread || !goroutine.address)
		return 0;
	thread->tentative = SHARED;
	thread->goroutine = goroutine_address();
	known = bpf_map_lookup_elem(&goroutines, &goroutine);
	if (known && known->pending && answers)
		charge_cputime(thread, req_id, ts, known->pending, false);
	if (known)
		settle_batch(known->batch, answers ? req_id : 0);
	if (known)
		*known = work;
	else if (bpf_map_update_elem(&goroutines, &goroutine, &work, BPF_ANY))
		lose(&losses.associations);
	/* One that has ended here just now did what this one waited for. */
	goroutine.address = answers && has_ended(thread, runtime) ? thread->stray : 0;
	thread->stray = 0;
	known = goroutine.address ? bpf_map_lookup_elem(&goroutines, &goroutine) : NULL;
	if (known && known->pending) {
		charge_cputime(thread, req_id, ts, known->pending, false);
		known->pending = 0;
		settle_batch(known->batch, req_id);
		known->batch = 0;
	}
	return 0;
}

/* A goroutine that is seen for the first time works for the request of the one that started it. */
static __always_inline struct goroutine *work_of(const struct runtime *runtime, struct object *goroutine)
{
	struct goroutine fresh = {}, *known = bpf_map_lookup_elem(&goroutines, goroutine);
	struct object parent;

	if (known)
		return known;
	parent = parent_of_goroutine(runtime, goroutine);
	known = parent.address ? bpf_map_lookup_elem(&goroutines, &parent) : NULL;
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
	struct runtime *runtime = this_runtime();
	struct object goroutine = this_goroutine(runtime);
	struct goroutine *work;
	__u64 req_id;

	if (!thread || !runtime || !goroutine.address)
		return 0;
	work = work_of(runtime, &goroutine);
	if (!work)
		return 0;
	credit_cputime(thread, ts, false);
	req_id = work->req_id;
	if (is_over(live_datapoint(req_id))) {
		work->pending += thread->pending;
		work->batch = merge_batches(work->batch, thread->batch);
		thread->pending = 0;
		thread->batch = 0;
		thread->stray = goroutine.address;
		thread->stray_address = goroutine_address();
		return 0;
	}
	thread->stray = 0;
	claim_pending(thread, req_id, ts, ~0ULL);
	if (request_of(thread) != req_id) {
		map_automatically(thread, req_id);
		trace_mapping(req_id, TRACE_GOROUTINE);
	}
	thread->tentative = SHARED;
	return 0;
}

#endif
