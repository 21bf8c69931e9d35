/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that an event loop has read and that no thread has begun to work for, as far as the kernel knows. */
#ifndef FINELAME_QUEUES_BPF_H
#define FINELAME_QUEUES_BPF_H

#include "finelame.bpf.h"
#include "auto_mapping.bpf.h"
#include "runtimes.bpf.h"

#define MAX_QUEUE 64

/*
 * What a process's event loop has read, or got back from another thread, and has not begun to work for: requests, and CPU
 * time of threads that don't know for which request they used it.
 */
struct queue {
	__u64 waited;		/* when the event loop waited for events last, ns */
	__u32 queued;		/* of all times */
	__u32 begun;
	__u32 mixed;		/* since then, it had several to hand over: in which order it does is not certain */
	__u32 reserved;
	__u64 entries[MAX_QUEUE];
};

/* An entry of a queue that is CPU time: ns, and the batch of stack samples taken meanwhile. */
#define CPU_TIME_ENTRY		(1ULL << 63)
#define ENTRY_BATCH_SHIFT	40
#define ENTRY_TIME(entry)	((entry) & ((1ULL << ENTRY_BATCH_SHIFT) - 1))
#define ENTRY_BATCH(entry)	((__u32)(((entry) & ~CPU_TIME_ENTRY) >> ENTRY_BATCH_SHIFT))

static __always_inline __u64 cpu_time_entry(const struct thread *thread)
{
	return CPU_TIME_ENTRY | (__u64)thread->batch << ENTRY_BATCH_SHIFT | ENTRY_TIME(thread->pending);
}

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 12);
	__type(key, __u32);
	__type(value, struct queue);
} queues SEC(".maps");

/* Too large for the stack. */
struct queue empty_queue SEC(".data.queue");
/* Whether there is any: as long as there is none, nothing is looked up. */
__u32 queues_used SEC(".data.queues");

static __always_inline struct queue *queue_of(__u32 tgid)
{
	return queues_used ? bpf_map_lookup_elem(&queues, &tgid) : NULL;
}

static __always_inline struct queue *this_queue(void)
{
	return queue_of(bpf_get_current_pid_tgid() >> 32);
}

static __always_inline __u32 queue_length(const struct queue *queue)
{
	return queue ? queue->queued - queue->begun : 0;
}

static __always_inline struct queue *enqueue(__u32 tgid, __u64 entry)
{
	struct queue *queue = queue_of(tgid);

	if (!queue) {
		queues_used = 1;
		bpf_map_update_elem(&queues, &tgid, &empty_queue, BPF_NOEXIST);
		queue = queue_of(tgid);
	}
	if (!queue)
		return NULL;
	if (queue_length(queue) == MAX_QUEUE)
		queue->begun++;
	queue->entries[__sync_fetch_and_add(&queue->queued, 1) & (MAX_QUEUE - 1)] = entry;
	return queue;
}

/* 0 in place of a request that is not waited for. Global as credit() is. */
__noinline int skip_done(struct queue *queue)
{
	int i;

	if (!queue)
		return 0;
	for (i = 0; i < MAX_QUEUE; i++) {
		if (queue->begun == queue->queued || queue->entries[queue->begun & (MAX_QUEUE - 1)])
			return 0;
		queue->begun++;
	}
	return 0;
}

/*
 * What the event loop works for: what was queued first. Where that is not certain the entry stays in its place, for a thread
 * that used much and turns out to have none of the requests that were answered.
 */
__noinline __u64 dequeue(struct queue *queue)
{
	__u64 *entry, first;

	if (!queue || !queue_length(queue))
		return 0;
	entry = &queue->entries[queue->begun++ & (MAX_QUEUE - 1)];
	first = *entry;
	if (queue_length(queue))
		queue->mixed = 1;
	if (!queue->mixed || first & CPU_TIME_ENTRY)
		*entry = 0;
	skip_done(queue);
	return first;
}

/* An event loop goes on for whichever request a thread used this for: its next answer will show. */
static __always_inline void take_over_cpu_time(struct thread *thread, __u64 entry)
{
	thread->pending += ENTRY_TIME(entry);
	thread->batch = merge_batches(thread->batch, ENTRY_BATCH(entry));
	thread->tentative = SHARED;
}

/* It had its turn. Whether it was in the queue. */
__noinline int drop(struct queue *queue, __u64 req_id)
{
	__u32 i, first;

	if (!queue)
		return false;
	first = queue->begun;
	for (i = 0; i < MAX_QUEUE; i++) {
		if (first + i == queue->queued)
			return false;
		if (queue->entries[(first + i) & (MAX_QUEUE - 1)] == req_id) {
			queue->entries[(first + i) & (MAX_QUEUE - 1)] = 0;
			skip_done(queue);
			return true;
		}
	}
	return false;
}

/* The CPU time that was queued first, an entry; 0 if none was. It is taken out. */
__noinline __u64 take_cpu_time(struct queue *queue)
{
	__u32 i, first;
	__u64 *entry, taken;

	if (!queue)
		return 0;
	first = queue->begun;
	for (i = 0; i < MAX_QUEUE; i++) {
		if (first + i == queue->queued)
			return 0;
		entry = &queue->entries[(first + i) & (MAX_QUEUE - 1)];
		taken = *entry;
		if (taken & CPU_TIME_ENTRY) {
			*entry = 0;
			skip_done(queue);
			return taken;
		}
	}
	return 0;
}

/*
 * The request that was queued first of those that aren't answered and were received since then; 0 if there is none. It is
 * taken out.
 */
__noinline __u64 take_unanswered(struct queue *queue, __u64 since)
{
	__u32 i, first;
	struct datapoint *dp;
	__u64 req_id;

	if (!queue)
		return 0;
	first = queue->queued - MAX_QUEUE;
	for (i = 0; i < MAX_QUEUE; i++) {
		req_id = queue->entries[(first + i) & (MAX_QUEUE - 1)];
		if (!req_id || req_id & CPU_TIME_ENTRY)
			continue;
		dp = bpf_map_lookup_elem(&datapoints, &req_id);
		if (!dp || dp->answered || dp->finished || dp->last_tcp_rcv_ts < since)
			continue;
		queue->entries[(first + i) & (MAX_QUEUE - 1)] = 0;
		return req_id;
	}
	return 0;
}

/* Another thread may find the request in a queue of the application. */
static __always_inline void leave(__u64 req_id)
{
	struct queue *queue = enqueue(bpf_get_current_pid_tgid() >> 32, req_id);

	if (queue)
		queue->begun = queue->queued;
}

/*
 * A thread turns away from a request that it has received, handed to nobody and not answered: its peer has to send more of it,
 * unless somebody works for it before.
 */
static __always_inline void leave_request(const struct thread *thread, __u64 ts)
{
	__u64 req_id = waiting_request(thread);

	if (!req_id)
		return;
	begin_peer_wait(live_datapoint(req_id), ts);
	if (!this_runtime())
		leave(req_id);
}

#endif
