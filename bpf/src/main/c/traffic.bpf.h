/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What threads receive and send: it maps them, and carries requests from one connection to the next. */
#ifndef FINELAME_TRAFFIC_BPF_H
#define FINELAME_TRAFFIC_BPF_H

#include "finelame.bpf.h"
#include "goroutines.bpf.h"
#include "links.bpf.h"
#include "auto_mapping.bpf.h"
#include "queues.bpf.h"
#include "sockets.bpf.h"
#include "syscalls.h"

/* One end of a socketpair: threads or processes of the server talk by it to each other. */
static __always_inline bool is_pair(struct sock *sk)
{
	return is_unix(sk) && !BPF_CORE_READ((struct unix_sock *)sk, addr) &&
	       !BPF_CORE_READ((struct unix_sock *)sk, peer, addr);
}

/* Received bytes say what comes next, and little of what came before. */
__noinline int map_by_receive(struct thread *thread, __u64 req_id, bool queues, bool first_read, __u64 ts)
{
	if (!thread)
		return 0;
	credit_cputime(thread, ts, false);
	if (thread->depth)
		settle_pending(thread, ts);
	else
		claim_by_receive(thread, req_id, first_read, ts);
	drop_pending(thread);
	/* Only an event loop reads from the next connection before it has answered the last. */
	if (thread->depth && !thread->inherited && request_of(thread) != req_id && !is_answered_by(thread)) {
		thread->loops = 1;
		leave_request(thread, ts);
	}
	map_automatically(thread, req_id);
	trace_mapping(req_id, TRACE_RECEIVED);
	if (thread->carrier)
		thread->tentative = SHARED;
	if (!queues || !thread->loops)
		return 0;
	if (queue_length(enqueue(bpf_get_current_pid_tgid() >> 32, req_id)) > 1)
		thread->tentative = SHARED;
	return 0;
}

/* An event loop that has several requests to work for turns to the first when it asks or wakes up somebody. */
static __always_inline void turn_to_queued(struct thread *thread, __u64 ts)
{
	struct queue *queue;
	__u64 req_id;

	if (!thread->loops)
		return;
	queue = this_queue();
	if (!queue_length(queue))
		return;
	req_id = dequeue(queue);
	if (req_id & CPU_TIME_ENTRY) {
		take_over_cpu_time(thread, req_id);
		return;
	}
	if (!req_id)
		return;
	if (is_mapped_automatically(thread) && req_id == thread->mappings[0].req_id && thread->tentative != SHARED)
		return;
	credit_cputime(thread, ts, false);
	claim_pending(thread, req_id, ts, ~0ULL);
	map_automatically(thread, req_id);
	trace_mapping(req_id, TRACE_QUEUED);
	thread->tentative = queue_length(queue) ? SHARED : TAIL;
}

/* Bytes sent say what came before: it was for this request, unless another is known to have had it. */
__noinline int map_by_send(struct thread *thread, __u64 req_id, __u64 ts)
{
	bool mapped_to_it;

	if (!thread)
		return 0;
	credit_cputime(thread, ts, false);
	mapped_to_it = request_of(thread) == req_id;
	if (is_pending(thread))
		claim_pending(thread, req_id, ts, ~0ULL);
	if (!mapped_to_it) {
		map_automatically(thread, req_id);
		trace_mapping(req_id, TRACE_SENT);
	}
	return 0;
}

/* A request, and where it is counted: NULL if it has left the map. */
struct found {
	__u64 req_id;
	struct datapoint *dp;
};

static __always_inline struct found find_live(__u64 req_id)
{
	struct found found = { .req_id = req_id, .dp = live_datapoint(req_id) };

	return found;
}

/* The next request of an accepted connection. before is the one that came by it last, or NULL. */
static __always_inline struct found next_request(struct sock *sk, struct connection *connection, struct datapoint *before,
						 __u64 ts)
{
	struct found next = { .req_id = next_req_id() };

	next.dp = new_datapoint(next.req_id, ts);
	if (next.dp)
		set_origin(next.dp, next.req_id, sk, connection, before);
	return next;
}

/* The request that bytes received on an accepted connection belong to; a new one if the last was answered. */
static __always_inline struct found receiving_request(struct sock *sk, struct connection *connection, __u32 target,
						      __u64 ts)
{
	struct found found = find_live(sending_request(sk, connection));

	if (!is_over(found.dp)) {
		connection->req_id = found.req_id;
		connection->origin = 0;
		return found;
	}
	found.dp = NULL;
	/* What still comes for a request that the connection has served, as a protocol's last message, is none. */
	if (connection->sender && connection->sender == connection->req_id)
		return found;
	if (connection->origin) {
		found = find_live(connection->req_id);
		if (found.dp && !(found.dp->answered && target & TARGET_SPLITS))
			return found;
		if (found.dp)
			finish_datapoint(found.dp, found.req_id);
	} else {
		found.dp = live_datapoint(connection->latest);
	}
	return next_request(sk, connection, found.dp, ts);
}

/* Bytes from a back end: the request that they answer. */
static __always_inline struct found replied_request(const struct connection *connection)
{
	struct found found = find_live(connection->sender);

	return is_over(found.dp) ? find_live(connection->req_id) : found;
}

/* Whether nothing was received yet from the connection that a request came by. */
static __always_inline bool is_first_read(const struct datapoint *dp)
{
	return !dp->nth && !dp->last_tcp_rcv_ts;
}

/* Whether the thread works for what it has received from the connection itself. */
static __always_inline bool is_mapped_by(const struct thread *thread, const struct connection *connection)
{
	return thread && is_mapped_automatically(thread) && !thread->inherited &&
	       thread->mappings[0].req_id == connection->req_id;
}

/*
 * Nothing received, an error or the end of the connection: still the thread turns to this connection's request. Where that is
 * counted; NULL if the thread is not mapped by what it received.
 */
static __always_inline struct datapoint *map_at_receive(struct sock *sk, int ret, __u32 target, __u64 ts)
{
	struct connection *connection = connection_of(sk);
	struct runtime *runtime;
	struct thread *thread;
	bool inbound, queues, noted;
	struct found found;

	if (!connection && ret <= 0)
		return NULL;
	if (!connection)
		connection = new_connection(sk);
	if (!connection)
		return NULL;
	inbound = is_inbound(sk);
	if (ret < 0 && inbound && is_mapped_by(this_thread(), connection))
		return NULL;
	connection->reader = bpf_get_current_pid_tgid() >> 32;
	if (!inbound)
		found = replied_request(connection);
	else if (ret > 0)
		found = receiving_request(sk, connection, target, ts);
	else
		found = find_live(connection->req_id);
	/* No state change signals the end of a UNIX socket. */
	if (inbound && ret == 0 && is_unix(sk) && connection->origin)
		finish(connection->req_id);
	if (!found.dp)
		return NULL;
	thread = automatic_thread(bpf_get_current_task_btf());
	if (!thread)
		return NULL;
	/* Between threads of the process: it wakes up an event loop, but doesn't say what a busy one does next. */
	if (!inbound && !connection->req_id && thread->depth)
		return NULL;
	noted = is_noted(thread, found.req_id);
	runtime = noted ? NULL : runtime_of(connection->reader);
	queues = runtime && runtime->data_end && ret > 0 && (inbound || connection->req_id);
	map_by_receive(thread, found.req_id, queues, inbound && is_first_read(found.dp), ts);
	if (noted)
		thread->tentative = SHARED;
	else if (runtime && runtime->goroutines)
		note_goroutine(thread, found.req_id, false, ts);
	return found.dp;
}

/* What an interpreter's event loop answers had its turn. CPU time that another thread used for it unnoticed is charged. */
static __always_inline void end_turn(struct thread *thread, const struct datapoint *dp, __u64 req_id, __u64 ts)
{
	struct queue *queue = this_queue();
	__u64 used;

	if (!drop(queue, req_id) && !dp->answered) {
		used = take_cpu_time(queue);
		if (used) {
			charge_cputime(thread, req_id, ts, ENTRY_TIME(used), false);
			settle_batch(ENTRY_BATCH(used), req_id);
		}
	}
	if (queue_length(queue))
		thread->tentative = SHARED;
}

/* An answer: the thread may go on with it, or turn to something else that no receive announces. */
static __always_inline void map_at_answer(struct connection *connection, struct datapoint *dp, __u64 ts)
{
	struct thread *thread = automatic_thread(bpf_get_current_task_btf());
	struct runtime *runtime;
	bool noted;

	if (!thread)
		return;
	noted = is_noted(thread, connection->req_id);
	map_by_send(thread, connection->req_id, ts);
	thread->answered = 1;
	thread->tentative = thread->carrier || noted ? SHARED : thread->loops ? TAIL : CERTAIN;
	runtime = noted ? NULL : this_runtime();
	if (runtime && runtime->goroutines)
		note_goroutine(thread, connection->req_id, true, ts);
	if (runtime && runtime->data_end && thread->loops)
		end_turn(thread, dp, connection->req_id, ts);
}

/*
 * Whether poll(2) would let its writer wait: unix_writable() of net/unix/af_unix.c, and sk_stream_is_writeable() of
 * include/net/sock.h.
 */
static __always_inline bool is_full(void *socket)
{
	struct sock *sk = socket;
	int size = BPF_CORE_READ(sk, sk_sndbuf);

	if (BPF_CORE_READ(sk, __sk_common.skc_family) == AF_UNIX)
		return BPF_CORE_READ(sk, sk_wmem_alloc.refs.counter) > size >> 2;
	return BPF_CORE_READ(sk, sk_wmem_queued) > (size >> 1) + (size >> 3);
}

/* Whether bytes go on with a question that the other end had no room for, whatever its sender has done meanwhile. */
static __always_inline bool is_rest(const struct connection *connection, __u64 req_id)
{
	return connection->full && is_unanswered(live_datapoint(req_id));
}

/* The request on whose behalf bytes go to a back end: the one that opened the connection for them, or that of the thread. */
static __always_inline __u64 asking_request(struct thread *thread, struct connection *connection, __u64 ts)
{
	if (connection && connection->opened && !is_over(live_datapoint(connection->req_id))) {
		connection->opened = 0;
		return connection->req_id;
	}
	if (!thread)
		return 0;
	turn_to_goroutine(thread, ts);
	if (!is_mapped_automatically(thread))
		return 0;
	turn_to_queued(thread, ts);
	return request_of(thread);
}

/* A question to a back end: the reply will be for the request that asks. */
static __always_inline struct thread *map_at_question(struct sock *sk, struct connection *connection, __u64 ts)
{
	struct thread *thread = running_thread();
	__u64 req_id;

	if (connection && is_rest(connection, connection->req_id))
		req_id = connection->req_id;
	else
		req_id = asking_request(thread, connection, ts);
	if (!req_id && connection) {
		/* A pooled connection belongs to its last writer; the rest of a large question still does. */
		if (is_unanswered(live_datapoint(connection->req_id)))
			req_id = connection->req_id;
		connection->req_id = req_id;
	}
	if (!req_id)
		return thread;
	if (!connection)
		connection = new_connection(sk);
	if (connection) {
		connection->req_id = req_id;
		connection->full = is_full(sk);
	}
	if (request_of(thread) != req_id) {
		thread = automatic_thread(bpf_get_current_task_btf());
		if (thread)
			map_by_send(thread, req_id, ts);
	}
	if (thread)
		thread->passed_on = 1;
	return thread;
}

/* Where the request that it maps the thread to is counted; NULL if that isn't known at once. */
static __always_inline struct datapoint *map_at_send(struct sock *sk, struct connection *connection, __u64 ts)
{
	struct datapoint *dp;

	if (is_pair(sk)) {
		note_local_traffic();
		return NULL;
	}
	if (!is_inbound(sk)) {
		if (is_unix(sk) || is_loopback(sk))
			note_local_traffic();
		note_link(sk, request_of(map_at_question(sk, connection, ts)));
		return NULL;
	}
	dp = connection ? live_datapoint(connection->req_id) : NULL;
	if (dp)
		map_at_answer(connection, dp, ts);
	return dp;
}

/* A connection that a request opens carries it. */
static __always_inline void note_connecting(struct sock *sk)
{
	struct connection *connection;
	struct thread *thread;
	__u64 ts;

	if (!(this_target() & TARGET_AUTOMATIC))
		return;
	if (is_loopback(sk))
		note_local_traffic();
	thread = this_thread();
	if (!thread)
		return;
	ts = bpf_ktime_get_ns();
	turn_to_goroutine(thread, ts);
	turn_to_queued(thread, ts);
	if (!request_of(thread))
		return;
	connection = new_connection(sk);
	if (!connection)
		return;
	connection->req_id = request_of(thread);
	connection->opened = 1;
}

static __always_inline bool is_sending(struct task_struct *task)
{
	switch (syscall_number(registers_of(task))) {
	case SYSCALLS_THAT_SEND:
		return true;
	}
	return false;
}

/* How a thread notifies the event loop that it is done. It may go on with the next request without waiting for it. */
static __always_inline void report_done(struct thread *thread, __u32 tgid, __u64 ts)
{
	struct queue *queue;

	credit_cputime(thread, ts, false);
	queue = enqueue(tgid, is_pending(thread) ? cpu_time_entry(thread) : request_of(thread));
	thread->pending = 0;
	thread->batch = 0;
	if (!queue || !is_mapped_automatically(thread))
		return;
	thread->tentative = GUESSED;
	thread->takes_since = queue->waited;
	thread->passed_on = 1;
}

/* Whether what a socket receives may be for the sender's request. By TCP, whoever asked knows for which request it did. */
static __always_inline bool is_back_end(struct sock *sk)
{
	return is_unix(sk) || (is_loopback(sk) && is_inbound(sk));
}

/*
 * The kernel puts bytes into a local socket while their sender is in its system call: both ends are known then. What a
 * thread sends for a request goes on for that request at the other end, in another process or in the same.
 */
static __always_inline void note_sender(struct sock *sk)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct thread *thread = bpf_task_storage_get(&threads, task, NULL, 0);
	struct connection *connection;
	__u64 req_id;
	__u32 tgid;

	if (!thread || SOCK_FIELD(sk, __sk_common.skc_state) == TCP_LISTEN || !is_sending(task))
		return;
	if (!is_stream(sk) || !is_back_end(sk))
		return;
	tgid = bpf_get_current_pid_tgid() >> 32;
	if (!(target_of(tgid) & TARGET_AUTOMATIC))
		return;
	req_id = request_of(thread);
	connection = req_id ? new_connection(sk) : connection_of(sk);
	if (!connection)
		return;
	if (is_rest(connection, connection->sender))
		return;
	connection->sender = req_id;
	connection->full = is_unix(sk) && is_full(BPF_CORE_READ((struct unix_sock *)sk, peer));
	if (req_id && !thread->loops && connection->reader == tgid && is_interpreter(tgid))
		report_done(thread, tgid, bpf_ktime_get_ns());
}

#endif
