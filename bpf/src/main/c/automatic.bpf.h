/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Automatic mapping: which thread works for which request, from what the kernel sees of a server and nothing else.
 *
 * Bytes received on a connection that the server accepted start a request, or carry one on; bytes sent there answer it.
 * Either maps the thread. Waiting for work ends the mapping. Waking up a thread that waits for work, or starting one, hands
 * the request over.
 */
#ifndef FINELAME_AUTOMATIC_BPF_H
#define FINELAME_AUTOMATIC_BPF_H

#include "finelame.bpf.h"
#include "syscalls.h"

/* On which the processes that are mapped automatically listen. A connection from one of these ports came from outside. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, __u32);
	__type(value, __u32);
} ports SEC(".maps");

static __always_inline bool is_inbound(struct sock *sk)
{
	__u32 port = SOCK_FIELD(sk, __sk_common.skc_num);

	return bpf_map_lookup_elem(&ports, &port);
}

static __always_inline void map_automatically(struct thread *thread, __u64 req_id, bool inherited)
{
	struct mapping mapping = { .req_id = req_id, .automatic = 1 };

	thread->mappings[0] = mapping;
	thread->inherited = inherited;
	thread->depth = 1;
}

/* A thread that waited for work has done nothing else since it woke up: the request is charged for that as well. */
static __always_inline struct thread *map_by_socket(__u64 req_id, __u64 ts)
{
	struct thread *thread = bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL,
						     BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!thread) {
		lose(&losses.threads);
		return NULL;
	}
	if (thread->depth || !thread->charged_until)
		credit_cputime(thread, ts, false);
	map_automatically(thread, req_id, false);
	return thread;
}

/* The request that bytes received on a connection belong to; a new one where the last was answered. */
static __always_inline __u64 receiving_request(struct sock *sk, __u64 *req_id, __u32 target, __u64 ts)
{
	__u64 next;
	struct datapoint *dp;

	if (req_id && *req_id) {
		dp = bpf_map_lookup_elem(&datapoints, req_id);
		if (dp && !(dp->answered && target & TARGET_SPLITS))
			return *req_id;
		finish(*req_id);
	}
	next = next_req_id();
	dp = datapoint_of(next, ts);
	if (!dp)
		return 0;
	note_origin(dp, next, sk);
	if (req_id)
		*req_id = next;
	return next;
}

/*
 * Nothing received, an error or the end of the connection: still the thread turns to this connection's request. Only a
 * connection from outside ever carries one.
 */
static __always_inline void map_at_receive(struct sock *sk, int ret)
{
	__u64 *req_id, request, ts;
	__u32 target = this_target();

	if (!(target & TARGET_AUTOMATIC))
		return;
	req_id = request_on(sk);
	if (!req_id && (ret <= 0 || !is_inbound(sk)))
		return;
	ts = bpf_ktime_get_ns();
	if (ret > 0)
		request = receiving_request(sk, req_id, target, ts);
	else
		request = bpf_map_lookup_elem(&datapoints, req_id) ? *req_id : 0;
	if (request)
		map_by_socket(request, ts);
}

/* The thread as it is mapped then. */
static __always_inline struct thread *map_at_send(struct thread *thread, __u64 *req_id)
{
	if (!*req_id || request_of(thread) == *req_id)
		return thread;
	if (!(this_target() & TARGET_AUTOMATIC) || !bpf_map_lookup_elem(&datapoints, req_id))
		return thread;
	return map_by_socket(*req_id, bpf_ktime_get_ns());
}

/* Condition variables and semaphores of the C library wait with a bitset; its locks, which end no work, without. */
static __always_inline bool waits_for_handover(const struct task_registers *registers)
{
	return (syscall_argument(registers, 1) & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET;
}

/* Whether a thread that blocks is done with its request for now. */
static __always_inline bool waits_for_work(const struct thread *thread, const struct task_registers *registers)
{
	switch (syscall_number(registers)) {
	case SYSCALLS_THAT_WAIT_FOR_EVENTS:
		return true;
	case SYSCALLS_THAT_POLL:
		/* Of one descriptor: a blocking read with a timeout. */
		if (syscall_argument(registers, 1) > 1)
			return true;
		return is_answered(thread->mappings[0].req_id);
	case SYSCALLS_THAT_RECEIVE:
		return is_answered(thread->mappings[0].req_id);
	case __NR_futex:
		return waits_for_handover(registers) &&
		       (thread->inherited || is_answered(thread->mappings[0].req_id));
	}
	return false;
}

static __always_inline void unmap_at_wait(struct thread *thread, const struct task_registers *registers)
{
	if (is_mapped_automatically(thread) && waits_for_work(thread, registers))
		thread->depth = 0;
}

static __always_inline bool can_inherit(struct task_struct *task)
{
	const struct task_registers *registers = registers_of(task);

	switch (syscall_number(registers)) {
	case SYSCALLS_THAT_WAIT_FOR_EVENTS:
	case SYSCALLS_THAT_POLL:
		return true;
	case __NR_futex:
		return waits_for_handover(registers);
	}
	return false;
}

static __always_inline void inherit(struct task_struct *task, __u64 req_id)
{
	struct thread *thread = bpf_task_storage_get(&threads, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!thread) {
		lose(&losses.threads);
		return;
	}
	if (!thread->depth)
		map_automatically(thread, req_id, true);
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

static __always_inline void hand_over(struct task_struct *task)
{
	struct task_struct *waker = bpf_get_current_task_btf();
	struct thread *thread;

	if (task->tgid != waker->tgid || task->pid == waker->pid)
		return;
	thread = bpf_task_storage_get(&threads, waker, NULL, 0);
	if (!thread || !is_mapped_automatically(thread) || !thread->mappings[0].req_id)
		return;
	if (wakes_others(waker) && can_inherit(task))
		inherit(task, thread->mappings[0].req_id);
}

/* A thread, or process (CGI), started on behalf of a request works for it. */
static __always_inline void follow_child(struct task_struct *parent, struct task_struct *child)
{
	struct thread *thread = bpf_task_storage_get(&threads, parent, NULL, 0);
	__u32 target = target_of(parent->tgid);
	__u32 tgid = child->tgid;

	if (!target)
		return;
	if (tgid != (__u32)parent->tgid && bpf_map_update_elem(&targets, &tgid, &target, BPF_ANY))
		lose(&losses.targets);
	if (thread && is_mapped_automatically(thread) && !is_answered(thread->mappings[0].req_id))
		inherit(child, thread->mappings[0].req_id);
}

static __always_inline void forget_process(struct task_struct *task)
{
	__u32 tgid = task->tgid;

	if (task->pid == task->tgid)
		bpf_map_delete_elem(&targets, &tgid);
}

static __always_inline void note_listening(struct sock *sk)
{
	__u32 port = SOCK_FIELD(sk, __sk_common.skc_num);
	__u32 yes = 1;

	if (this_target() & TARGET_AUTOMATIC && bpf_map_update_elem(&ports, &port, &yes, BPF_ANY))
		lose(&losses.targets);
}

#endif
