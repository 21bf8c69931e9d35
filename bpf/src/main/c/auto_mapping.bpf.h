/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each thread works for, and CPU time that is pending until something says whose it is. */
#ifndef FINELAME_AUTO_MAPPING_BPF_H
#define FINELAME_AUTO_MAPPING_BPF_H

#include "finelame.bpf.h"
#include "runtimes.bpf.h"

/*
 * A thread that wakes up and then receives spent this much at most on getting there: what it used beyond that was for
 * something else, e.g. a timer's callback. An event loop that reads from a connection for the first time has accepted it, and
 * made the application's objects of it.
 */
#define LOOP_OVERHEAD_NS	100000ULL
#define WAKE_UP_OVERHEAD_NS	1000000ULL

/* A client sends its first request right behind the handshake: an event loop waits no longer between accepting and reading. */
#define ACCEPT_TO_READ_NS	10000000ULL

/* NULL if the request has left the map: it is over. */
static __always_inline struct datapoint *live_datapoint(__u64 req_id)
{
	return req_id ? bpf_map_lookup_elem(&datapoints, &req_id) : NULL;
}

static __always_inline bool is_over(const struct datapoint *dp)
{
	return !dp || dp->finished;
}

static __always_inline bool is_unanswered(const struct datapoint *dp)
{
	return !is_over(dp) && !dp->answered;
}

static __always_inline struct thread *automatic_thread(struct task_struct *task)
{
	struct thread *thread = bpf_task_storage_get(&threads, task, NULL, 0);

	if (thread)
		return thread;
	thread = bpf_task_storage_get(&threads, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!thread)
		lose(&losses.threads);
	else
		thread->carrier = is_carrier(task);
	return thread;
}

static __always_inline void map_automatically(struct thread *thread, __u64 req_id)
{
	struct mapping mapping = { .req_id = req_id, .automatic = 1 };

	thread->mappings[0] = mapping;
	thread->depth = 1;
	thread->inherited = 0;
	thread->late = 0;
	thread->answered = 0;
	thread->tentative = CERTAIN;
	thread->passed_on = 0;
}

/* Charges CPU time that was pending to a request, at most as much as limit; nobody is charged for the rest. */
__noinline int claim_pending(struct thread *thread, __u64 req_id, __u64 ts, __u64 limit)
{
	__u64 delta;

	if (!thread)
		return 0;
	/* Samples are nobody's if the most of the time is. */
	settle_batch(thread->batch, thread->pending / 2 < limit ? req_id : 0);
	thread->batch = 0;
	delta = thread->pending < limit ? thread->pending : limit;
	thread->pending = 0;
	if (delta && req_id)
		charge_cputime(thread, req_id, ts, delta, false);
	return 0;
}

/* Nobody has claimed what the thread did. */
static __always_inline void settle_pending(struct thread *thread, __u64 ts)
{
	if (thread->tentative && is_mapped_automatically(thread))
		claim_pending(thread, thread->mappings[0].req_id, ts,
			      thread->tentative == SHARED ? LOOP_OVERHEAD_NS : ~0ULL);
}

/* What nobody has claimed when an event loop waits may have been for a connection that it accepted: that is read next. */
static __always_inline void keep_unclaimed(struct thread *thread, __u64 ts)
{
	settle_batch(thread->unclaimed_batch, 0);
	thread->unclaimed_batch = 0;
	thread->unclaimed = 0;
	if (!thread->loops || thread->depth || thread->pending > WAKE_UP_OVERHEAD_NS) {
		drop_pending(thread);
		return;
	}
	thread->unclaimed = thread->pending;
	thread->unclaimed_batch = thread->batch;
	thread->idle_since = ts;
	thread->pending = 0;
	thread->batch = 0;
}

/* By bytes that a thread receives which works for nobody. */
static __always_inline void claim_by_receive(struct thread *thread, __u64 req_id, bool first_read, __u64 ts)
{
	if (first_read && ts < thread->idle_since + ACCEPT_TO_READ_NS) {
		thread->pending += thread->unclaimed;
		thread->unclaimed = 0;
		thread->batch = merge_batches(thread->batch, thread->unclaimed_batch);
		thread->unclaimed_batch = 0;
	}
	claim_pending(thread, req_id, ts, thread->loops && !first_read ? LOOP_OVERHEAD_NS : WAKE_UP_OVERHEAD_NS);
}

static __always_inline bool is_answered_by(const struct thread *thread)
{
	return thread->answered || is_answered(thread->mappings[0].req_id);
}

/*
 * The request for which a thread waits that it has received, handed to nobody and not answered: it waits for it in an event loop
 * too, as PostgreSQL does for its timers.
 */
static __always_inline __u64 waiting_request(const struct thread *thread)
{
	if (!is_mapped_automatically(thread) || thread->inherited || thread->passed_on || is_answered_by(thread))
		return 0;
	return thread->mappings[0].req_id;
}

#endif
