/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What threads wait for: work, which ends a mapping, or a lock. */
#ifndef FINELAME_WAITS_BPF_H
#define FINELAME_WAITS_BPF_H

#include "finelame.bpf.h"
#include "auto_mapping.bpf.h"
#include "queues.bpf.h"
#include "runtimes.bpf.h"
#include "syscalls.h"

/* A wait with a shorter timeout is for a lock, as the 5 ms of Python's interpreter lock, and not for work. */
#define SHORT_WAIT_NS		1000000000ULL

/* Condition variables and semaphores of the C library wait with a bitset; its locks, which end no work, without. */
static __always_inline bool is_futex_with_bitset(const struct task_registers *registers)
{
	return syscall_number(registers) == __NR_futex &&
	       (syscall_argument(registers, 1) & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET;
}

/* A condition variable of glibc has two futexes in one word of 8 bytes, at which its waiters wait in turns. */
static __always_inline __u64 futex_of(const struct task_registers *registers)
{
	return syscall_argument(registers, 0) & ~7ULL;
}

/* Only of the running task. The timeout is a point in time. */
static __always_inline bool is_short_wait(const struct task_registers *registers, __u64 ts)
{
	const void *timeout = (const void *)syscall_argument(registers, 3);
	struct {
		__s64 seconds, nanoseconds;
	} until;

	if (!timeout || syscall_argument(registers, 1) & FUTEX_CLOCK_REALTIME)
		return false;
	if (bpf_probe_read_user(&until, sizeof(until), timeout))
		return false;
	return until.seconds * 1000000000ULL + until.nanoseconds < ts + SHORT_WAIT_NS;
}

/*
 * Whether a wait at a futex ends the thread's work. A request that isn't answered goes on after a wait for a lock; one that
 * goes on elsewhere is replaced when the thread is woken up for another.
 */
static __always_inline bool ends_at_futex(const struct thread *thread, __u64 futex)
{
	if (!is_answered_by(thread))
		return false;
	return thread->inherited || !thread->home || thread->home == futex;
}

/* A thread that was woken up for a request and waits for the next at once found that another has taken it. */
static __always_inline void give_back(struct thread *thread)
{
	if (!is_mapped_automatically(thread) || thread->passed_on || used_since_switch(thread) > WAKE_UP_OVERHEAD_NS)
		return;
	if (this_runtime())
		return;
	leave(thread->mappings[0].req_id);
	thread->passed_on = 1;
}

static __always_inline bool waits_at_futex(struct thread *thread, const struct task_registers *registers, __u64 ts)
{
	__u64 futex = futex_of(registers);
	bool ends;

	if (!is_futex_with_bitset(registers) || is_short_wait(registers, ts) || thread->loops || is_interpreter_lock(futex))
		return false;
	ends = !thread->depth || ends_at_futex(thread, futex);
	if (!ends && thread->inherited && thread->home == futex)
		give_back(thread);
	if (ends || !thread->home)
		thread->home = futex;
	thread->waits_at = futex;
	return ends;
}

/* Whether a thread that blocks is done with its request for now. */
static __always_inline bool waits_for_work(struct thread *thread, const struct task_registers *registers, __u64 ts)
{
	switch (syscall_number(registers)) {
	case SYSCALLS_THAT_WAIT_FOR_EVENTS:
		thread->loops = 1;
		return true;
	case SYSCALLS_THAT_WAIT_FOR_ONE:
		return true;
	case SYSCALLS_THAT_POLL:
		/* Of one descriptor: a blocking read with a timeout. */
		if (syscall_argument(registers, 1) > 1) {
			thread->loops = 1;
			return true;
		}
		return !thread->depth || is_answered_by(thread);
	case SYSCALLS_THAT_RECEIVE:
	/* A program that was started for the request, e.g. by Python's subprocess.run(). */
	case SYSCALLS_THAT_WAIT_FOR_CHILDREN:
		return !thread->depth || is_answered_by(thread);
	case __NR_futex:
		return waits_at_futex(thread, registers, ts);
	}
	return false;
}

/* A thread that blocks in a system call on its peer's connection. What waits for a disk can't be interrupted. */
static __always_inline void wait_for_peer(const struct thread *thread, struct task_struct *task,
					  const struct task_registers *registers, __u64 ts)
{
	__u64 req_id = 0;

	if (!options.peer_waits || !is_interruptible(task))
		return;
	switch (syscall_number(registers)) {
	case SYSCALLS_THAT_RECEIVE:
	case SYSCALLS_THAT_POLL:
		req_id = waiting_request(thread);
		break;
	case SYSCALLS_THAT_SEND:
		if (is_mapped_automatically(thread) && !thread->passed_on)
			req_id = thread->mappings[0].req_id;
		break;
	}
	begin_peer_wait(live_datapoint(req_id), ts);
}

static __always_inline void unmap_at_wait(struct thread *thread, const struct task_registers *registers, __u64 ts)
{
	struct queue *queue;

	thread->waits_at = 0;
	if (thread->depth && !is_mapped_automatically(thread))
		return;
	if (!waits_for_work(thread, registers, ts))
		return;
	settle_pending(thread, ts);
	leave_request(thread, ts);
	keep_unclaimed(thread, ts);
	if (options.trace && thread->depth)
		write_trace(TRACE_UNMAPPED, request_of(thread), 0, 0, 0);
	thread->depth = 0;
	thread->takes_since = 0;
	queue = thread->loops ? this_queue() : NULL;
	if (!queue)
		return;
	queue->begun = queue->queued;
	queue->mixed = 0;
	queue->waited = ts;
}

#endif
