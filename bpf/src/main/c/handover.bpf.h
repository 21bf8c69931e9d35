/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that go from one thread to another: threads that are woken up or started, or take up a request unnoticed. */
#ifndef FINELAME_HANDOVER_BPF_H
#define FINELAME_HANDOVER_BPF_H

#include "finelame.bpf.h"
#include "auto_mapping.bpf.h"
#include "processes.bpf.h"
#include "traffic.bpf.h"
#include "waits.bpf.h"

/*
 * CPU time from which on a thread whose request isn't certain is taken to work for the first that is not answered. Below
 * that, the next answer shows whose it was.
 */
#define DOUBT_NS		20000000ULL

static __always_inline void inherit(struct task_struct *task, struct thread *from, __u64 ts)
{
	__u64 req_id = request_of(from);
	struct thread *thread;
	struct queue *queue;

	if (is_runtime_thread(task))
		return;
	thread = automatic_thread(task);
	if (!thread)
		return;
	map_automatically(thread, req_id);
	if (options.trace)
		write_trace(TRACE_MAPPED, req_id, TRACE_HANDED_OVER, task->pid, 0);
	thread->inherited = 1;
	thread->late = is_answered(req_id);
	if (from->inherited)
		thread->tentative = from->tentative;
	thread->home = thread->waits_at;
	thread->takes_since = ts;
	from->passed_on = 1;
	queue = from->loops && is_interpreter(task->tgid) ? this_queue() : NULL;
	if (queue && queue->mixed) {
		thread->tentative = GUESSED;
		thread->takes_since = queue->waited;
	}
}

/* A thread to which requests are handed over may find the next one itself; an event loop that reads connections maps itself. */
static __always_inline bool may_take(const struct thread *thread)
{
	return thread->takes_since && (!thread->loops || thread->inherited) && !thread->carrier;
}

/*
 * A thread that goes on although its request is answered has taken up another unnoticed: it found it in a queue of the application
 * before it began to wait.
 */
static __always_inline void find_request(struct thread *thread, __u64 ts)
{
	__u64 req_id;

	if (!may_take(thread) || !is_pending(thread))
		return;
	if (thread->depth && !is_mapped_automatically(thread))
		return;
	credit_cputime(thread, ts, true);
	if (thread->pending < DOUBT_NS)
		return;
	req_id = thread->tentative == GUESSED && !is_answered(request_of(thread)) ? request_of(thread) : 0;
	if (!req_id)
		req_id = take_unanswered(this_queue(), thread->takes_since);
	if (!req_id)
		return;
	map_automatically(thread, req_id);
	trace_mapping(req_id, TRACE_TAKEN_UP);
	thread->inherited = 1;
	claim_pending(thread, req_id, ts, ~0ULL);
}

/* An event loop that calls the kernel for nobody works for what it read first. */
static __always_inline void find_queued(struct thread *thread, __u64 ts)
{
	struct queue *queue;
	__u64 req_id;

	if (!thread->loops || thread->tentative != SHARED || thread->pending < DOUBT_NS)
		return;
	queue = this_queue();
	if (!queue || !is_interpreter(bpf_get_current_pid_tgid() >> 32))
		return;
	req_id = dequeue(queue);
	if (req_id & CPU_TIME_ENTRY) {
		take_over_cpu_time(thread, req_id);
		return;
	}
	if (is_over(live_datapoint(req_id)))
		return;
	claim_pending(thread, req_id, ts, ~0ULL);
	map_automatically(thread, req_id);
	trace_mapping(req_id, TRACE_QUEUED);
}

/* Now and then, while a thread runs. */
static __always_inline void credit_running(struct thread *thread, __u64 ts)
{
	if (request_of(thread))
		credit_cputime(thread, ts, true);
	if (!thread || !options.automatic)
		return;
	turn_to_goroutine(thread, ts);
	find_queued(thread, ts);
	find_request(thread, ts);
}

/* An interrupt may wake up anybody, in the name of the thread that it interrupts: only calls that wake up others count. */
static __always_inline bool wakes_others(struct task_struct *task)
{
	const struct task_registers *registers = registers_of(task);

	switch (syscall_number(registers)) {
	case __NR_futex:
		return true;
	case __NR_write:
		return is_wakeup_file(file_of(task, syscall_argument(registers, 0)));
	}
	return false;
}

/*
 * Whether a thread without a request waits for one. At a futex it does at its home; elsewhere it waits for a lock. Before
 * its home is known, only a thread that received a request itself is taken to hand it over: one that inherited it may as
 * well release a lock.
 */
static __always_inline bool waits_for_handover(const struct thread *thread, struct task_struct *task, bool by_inheritor)
{
	const struct task_registers *registers = registers_of(task);

	switch (syscall_number(registers)) {
	case SYSCALLS_THAT_WAIT_FOR_EVENTS:
	case SYSCALLS_THAT_POLL:
		return true;
	case __NR_futex:
		if (!is_futex_with_bitset(registers) || (thread && thread->loops))
			return false;
		if (!thread)
			return !by_inheritor && !is_interpreter_lock(futex_of(registers));
		if (!thread->waits_at)
			return false;
		return thread->home == thread->waits_at || !by_inheritor;
	}
	return false;
}

/*
 * Whether a thread waits with a request that it inherited, and may be woken up for another. One that waits for a lock keeps
 * its request, unless that was answered meanwhile.
 */
static __always_inline bool is_replaceable(const struct thread *thread, __u32 tgid)
{
	struct runtime *runtime;

	if (!is_mapped_automatically(thread) || !thread->inherited || !thread->waits_at)
		return false;
	/* An interpreter's new thread waits for the request that it was started for, until it has signalled that it is done. */
	runtime = runtime_of(tgid);
	if (thread->waits_at == thread->home && (!runtime || (!runtime->locks_at_home && thread->passed_on)))
		return true;
	return is_answered(thread->mappings[0].req_id);
}

static __always_inline bool has_queued(const struct thread *thread, __u32 tgid)
{
	return thread->loops && is_interpreter(tgid) && queue_length(queue_of(tgid));
}

/* A thread that took up a request unnoticed wakes up the event loop that answers it: the next answer is for that request. */
static __always_inline void give_pending(struct thread *from, struct thread *to, __u32 tgid)
{
	if (!from || !to || !may_take(from) || !to->loops || !is_pending(from) || is_interpreter(tgid))
		return;
	credit_cputime(from, bpf_ktime_get_ns(), false);
	to->pending += from->pending < DOUBT_NS ? from->pending : DOUBT_NS;
	to->batch = merge_batches(to->batch, from->batch);
	from->pending = 0;
	from->batch = 0;
}

static __always_inline void hand_over(struct task_struct *task)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct thread *waker, *thread;
	bool mapped, replaces;
	__u64 ts;

	if (task->tgid != current->tgid || task->pid == current->pid)
		return;
	waker = bpf_task_storage_get(&threads, current, NULL, 0);
	thread = bpf_task_storage_get(&threads, task, NULL, 0);
	mapped = waker && ((is_mapped_automatically(waker) && waker->mappings[0].req_id) || has_queued(waker, task->tgid));
	replaces = thread && thread->depth;
	if (!mapped && !replaces && (!waker || !waker->takes_since))
		return;
	if (!wakes_others(current))
		return;
	give_pending(waker, thread, task->tgid);
	if (replaces && !is_replaceable(thread, task->tgid))
		return;
	if (!mapped) {
		if (replaces)
			thread->depth = 0;
		return;
	}
	if (replaces ? waker->inherited : !waits_for_handover(thread, task, waker->inherited))
		return;
	ts = bpf_ktime_get_ns();
	turn_to_queued(waker, ts);
	if (request_of(waker))
		inherit(task, waker, ts);
}

/* A thread, or process (CGI), started on behalf of a request works for it. */
static __always_inline void follow_child(struct task_struct *parent, struct task_struct *child)
{
	struct thread *thread = bpf_task_storage_get(&threads, parent, NULL, 0);
	__u64 ts;

	follow_process(parent, child);
	if (!target_of(parent->tgid))
		return;
	if (child->tgid != parent->tgid) {
		follow_runtime(parent->tgid, child->tgid);
		follow_counter(parent->tgid, child->tgid);
	}
	if (!thread)
		return;
	/* A goroutine stays on its thread. */
	if (thread->goroutine && child->tgid == parent->tgid)
		return;
	ts = bpf_ktime_get_ns();
	turn_to_queued(thread, ts);
	if (is_mapped_automatically(thread) && !is_answered(thread->mappings[0].req_id))
		inherit(child, thread, ts);
	thread = allocations_counted ? bpf_task_storage_get(&threads, child, NULL, 0) : NULL;
	if (thread)
		begin_allocating(thread, child->tgid == parent->tgid);
}

#endif
