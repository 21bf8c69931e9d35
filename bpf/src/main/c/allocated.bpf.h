/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocations that the preloaded library counts in the process: read when the thread is charged, instead of probed. */
#ifndef FINELAME_ALLOCATED_BPF_H
#define FINELAME_ALLOCATED_BPF_H

#include "threads.bpf.h"
#include "allocated.h"

/* Where the counter is that counts, from each thread's thread pointer, by thread group. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 12);
	__type(key, __u32);
	__type(value, struct counter_place);
} counter_places SEC(".maps");

/* Set by user space with the first entry: most servers need no look-up. */
__u32 allocations_counted SEC(".data.allocations");

#if defined(__TARGET_ARCH_x86)
struct thread_struct {
	unsigned long fsbase;
} KERNEL_TYPE;

#define THREAD_POINTER	fsbase
#else
struct thread_struct {
	struct {
		unsigned long tp_value;
	} uw;
} KERNEL_TYPE;

#define THREAD_POINTER	uw.tp_value
#endif

struct task_struct___thread {
	struct thread_struct thread;
} KERNEL_TYPE;

static __always_inline struct counter_place *counter_place_of(__u32 tgid)
{
	return allocations_counted ? bpf_map_lookup_elem(&counter_places, &tgid) : NULL;
}

/* Bytes that the running thread has allocated in all its life; false if nothing counts them. */
static __always_inline bool read_allocated(__u64 *bytes)
{
	struct counter_place *place = counter_place_of(bpf_get_current_pid_tgid() >> 32);
	struct task_struct___thread *task = (void *)bpf_get_current_task_btf();
	struct allocated allocated;

	if (!place)
		return false;
	/* After another program was executed, something else is there. */
	if (bpf_probe_read_user(&allocated, sizeof(allocated), (void *)(task->thread.THREAD_POINTER + place->distance)) ||
	    allocated.mark != ALLOCATED_MARK)
		return false;
	*bytes = place->pooled ? allocated.pooled_bytes : allocated.bytes;
	return true;
}

/*
 * Bytes that the running thread has allocated since this was asked last. Nested calls count more than what they end up with:
 * then the counter goes back, and counts when it has passed what it was. Global as credit() is.
 */
__noinline __u64 take_allocated(struct thread *thread)
{
	__u64 before, bytes;
	bool known;

	if (!thread || !read_allocated(&bytes))
		return 0;
	before = thread->allocated;
	known = thread->allocates;
	thread->allocates = 1;
	if (known && bytes <= before)
		return 0;
	thread->allocated = bytes;
	return known ? bytes - before : 0;
}

/* A new thread's counter begins at 0, that of a new process's thread at its parent's, which runs. */
static __always_inline void begin_allocating(struct thread *thread, bool same_process)
{
	thread->allocates = 1;
	thread->allocated = 0;
	if (!same_process && !read_allocated(&thread->allocated))
		thread->allocates = 0;
}

static __always_inline void follow_counter(__u32 parent, __u32 child)
{
	struct counter_place *place = counter_place_of(parent);

	if (place && bpf_map_update_elem(&counter_places, &child, place, BPF_ANY))
		lose(&losses.targets);
}

#endif
