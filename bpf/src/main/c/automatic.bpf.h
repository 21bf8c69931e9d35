/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Automatic mapping: which thread works for which request, from what the kernel sees of a server and nothing else.
 *
 * Bytes received on a connection that the server accepted start a request, or carry one on; bytes sent there answer it. A
 * connection that the server opened carries the request that wrote to it last. Each maps the thread. Waiting for events ends
 * the mapping. Waking up a thread that waits for work, or starting one, hands the request over.
 */
#ifndef FINELAME_AUTOMATIC_BPF_H
#define FINELAME_AUTOMATIC_BPF_H

#include "finelame.bpf.h"
#include "processes.bpf.h"
#include "sockets.bpf.h"
#include "syscalls.h"

/*
 * A thread that wakes up and then receives spent this much at most on getting there: what it used beyond that was for
 * something else, e.g. a timer's callback.
 */
#define LOOP_OVERHEAD_NS	100000ULL
#define WAKE_UP_OVERHEAD_NS	1000000ULL
/*
 * CPU time from which on a thread whose request isn't certain is taken to work for the first that is not answered. Below
 * that, the next answer tells whose it was.
 */
#define DOUBT_NS		20000000ULL
/* A wait with a shorter timeout is for a lock, as the 5 ms of Python's interpreter lock, and not for work. */
#define SHORT_WAIT_NS		1000000000ULL

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 12);
	__type(key, __u32);
	__type(value, struct queue);
} queues SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 12);
	__type(key, __u32);
	__type(value, struct runtime);
} runtimes SEC(".maps");

/* A goroutine goes on for its request on whichever thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, struct object);
	__type(value, struct goroutine);
} goroutines SEC(".maps");

/* The request for which bytes went by a local TCP connection last, where the receiving socket could not be told at once. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, struct link);
	__type(value, __u64);
} links SEC(".maps");

static __always_inline struct runtime *runtime_of(__u32 tgid)
{
	return bpf_map_lookup_elem(&runtimes, &tgid);
}

/* One with a global lock. Threads that wait at a futex in its static data wait for that lock. */
static __always_inline bool is_interpreter(__u32 tgid)
{
	struct runtime *runtime = runtime_of(tgid);

	return runtime && runtime->data_end;
}

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

/* Too large for the stack. */
struct queue empty_queue SEC(".data.queue");

/* One end of a socketpair: threads or processes of the server talk by it to each other. */
static __always_inline bool is_pair(struct sock *sk)
{
	return is_unix(sk) && !BPF_CORE_READ((struct unix_sock *)sk, addr) &&
	       !BPF_CORE_READ((struct unix_sock *)sk, peer, addr);
}

static __always_inline bool is_loopback(struct sock *sk)
{
	if (SOCK_FIELD(sk, __sk_common.skc_family) == AF_INET)
		return SOCK_FIELD(sk, __sk_common.skc_daddr) == SOCK_FIELD(sk, __sk_common.skc_rcv_saddr) ||
		       (bpf_ntohl(SOCK_FIELD(sk, __sk_common.skc_daddr)) >> 24) == 127;
	return SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[3]) ==
		       SOCK_FIELD(sk, __sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32[3]) &&
	       SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[0]) ==
		       SOCK_FIELD(sk, __sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32[0]);
}

/* NULL if the request has left the map: it is over. */
static __always_inline struct datapoint *live_datapoint(__u64 req_id)
{
	return req_id ? bpf_map_lookup_elem(&datapoints, &req_id) : NULL;
}

static __always_inline bool is_over(const struct datapoint *dp)
{
	return !dp || dp->finished;
}

#define NAME_LENGTH 16

/* The virtual machine's threads on which virtual threads take turns. */
static const char carrier_name[NAME_LENGTH] = "ForkJoinPool-1-";

/* Threads of the JVM, V8 and .NET that compile code or collect garbage: they work for no request, whoever wakes them up. */
static const char runtime_names[][NAME_LENGTH] = {
	"C1 Compiler", "C2 Compiler", "JVMCI", "VM Thread", "VM Periodic", "G1 ", "GC Thread", "ZDriver", "ZWorker",
	"Shenandoah", "Reference Handl", "Finalizer", "Common-Cleaner", "Service Thread", "Monitor Deflati",
	"V8Worker", "DelayedTaskSche", ".NET Tiered", ".NET Server GC", ".NET BGC",
};
#define N_RUNTIME_NAMES (sizeof(runtime_names) / sizeof(runtime_names[0]))

static __always_inline bool begins_with(const char *name, const char *prefix)
{
	int i;

	for (i = 0; i < NAME_LENGTH && prefix[i]; i++) {
		if (name[i] != prefix[i])
			return false;
	}
	return true;
}

/* A thread's name, as a global function can take it. */
struct thread_name {
	char text[NAME_LENGTH];
};

/* Global as credit() is. */
__noinline int is_carrier_name(const struct thread_name *name)
{
	return name && begins_with(name->text, carrier_name);
}

__noinline int is_runtime_name(const struct thread_name *name)
{
	__u32 i;

	if (!name)
		return false;
	for (i = 0; i < N_RUNTIME_NAMES; i++) {
		if (begins_with(name->text, runtime_names[i]))
			return true;
	}
	return false;
}

static __always_inline struct thread_name name_of(struct task_struct *task)
{
	struct thread_name name = {};

	bpf_probe_read_kernel_str(name.text, sizeof(name.text), task->comm);
	return name;
}

static __always_inline bool is_carrier(struct task_struct *task)
{
	struct thread_name name = name_of(task);

	return is_carrier_name(&name);
}

static __always_inline bool is_runtime_thread(struct task_struct *task)
{
	struct thread_name name = name_of(task);

	return is_runtime_name(&name);
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

/* The storage of the running thread, which a goroutine may have come to unnoticed. */
static __always_inline struct thread *running_thread(void)
{
	struct thread *thread = this_thread();
	struct object parent;

	if (thread || !options.automatic || !this_goroutine(&parent).address)
		return thread;
	return automatic_thread(bpf_get_current_task_btf());
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

static __always_inline struct queue *queue_of(__u32 tgid)
{
	return bpf_map_lookup_elem(&queues, &tgid);
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

/* The CPU time that was queued first, ns; 0 if none was. It is taken out. */
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
			return taken & ~CPU_TIME_ENTRY;
		}
	}
	return 0;
}

/* The request that was queued first of those that aren't answered and were received since then; 0 if there is none. It is taken out. */
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

/* Another thread may find the request in a queue of the application. */
static __always_inline void leave(__u64 req_id)
{
	struct queue *queue = enqueue(bpf_get_current_pid_tgid() >> 32, req_id);

	if (queue)
		queue->begun = queue->queued;
}

/* A thread turns away from a request that it has received, handed to nobody and not answered. */
static __always_inline void leave_request(const struct thread *thread)
{
	__u64 req_id = waiting_request(thread);

	if (req_id && !runtime_of(bpf_get_current_pid_tgid() >> 32))
		leave(req_id);
}

/* Received bytes say what comes next, and little of what came before. */
__noinline int map_by_receive(struct thread *thread, __u64 req_id, bool may_queue, __u64 ts)
{
	__u32 tgid;

	if (!thread)
		return 0;
	credit_cputime(thread, ts, false);
	if (thread->depth)
		settle_pending(thread, ts);
	else
		claim_pending(thread, req_id, ts, thread->loops ? LOOP_OVERHEAD_NS : WAKE_UP_OVERHEAD_NS);
	thread->pending = 0;
	/* Only an event loop reads from the next connection before it has answered the last. */
	if (thread->depth && !thread->inherited && request_of(thread) != req_id && !is_answered_by(thread)) {
		thread->loops = 1;
		leave_request(thread);
	}
	map_automatically(thread, req_id);
	if (thread->carrier)
		thread->tentative = SHARED;
	tgid = bpf_get_current_pid_tgid() >> 32;
	if (!may_queue || !thread->loops || !is_interpreter(tgid))
		return 0;
	if (queue_length(enqueue(tgid, req_id)) > 1)
		thread->tentative = SHARED;
	return 0;
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

/* What a goroutine receives from, or sends to, is what it works for. What it used before it sent was for that. Global as credit() is. */
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
		thread->tentative = SHARED;
		return;
	}
	if (!req_id)
		return;
	if (is_mapped_automatically(thread) && req_id == thread->mappings[0].req_id && thread->tentative != SHARED)
		return;
	credit_cputime(thread, ts, false);
	claim_pending(thread, req_id, ts, ~0ULL);
	map_automatically(thread, req_id);
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
	if (!mapped_to_it)
		map_automatically(thread, req_id);
	return 0;
}

/* Of what the socket sends, or of what it receives. */
static __always_inline struct link link_of(struct sock *sk, bool sends)
{
	__u32 local = SOCK_FIELD(sk, __sk_common.skc_rcv_saddr), peer = SOCK_FIELD(sk, __sk_common.skc_daddr);
	__u16 local_port = SOCK_FIELD(sk, __sk_common.skc_num);
	struct link link = { .net = (__u64)BPF_CORE_READ(sk, __sk_common.skc_net.net) };

	link.from = sends ? local : peer;
	link.to = sends ? peer : local;
	link.from_port = sends ? local_port : peer_port(sk);
	link.to_port = sends ? peer_port(sk) : local_port;
	return link;
}

static __always_inline bool is_local_tcp(struct sock *sk)
{
	return !is_unix(sk) && is_loopback(sk);
}

/* Bytes went to a back end. On a busy machine its socket may get them later, when another thread runs. */
static __always_inline void note_link(struct sock *sk, __u64 req_id)
{
	struct link link;

	if (!is_local_tcp(sk))
		return;
	link = link_of(sk, true);
	if (req_id || bpf_map_lookup_elem(&links, &link))
		bpf_map_update_elem(&links, &link, &req_id, BPF_ANY);
}

/* The request of the thread that sent to an accepted connection last; 0 if none is known. */
static __always_inline __u64 sending_request(struct sock *sk, const struct connection *connection)
{
	struct link link;
	__u64 *linked;

	if (!is_local_tcp(sk))
		return connection->sender;
	link = link_of(sk, false);
	linked = bpf_map_lookup_elem(&links, &link);
	return linked && !is_over(live_datapoint(*linked)) ? *linked : connection->sender;
}

/* The request that bytes received on an accepted connection belong to; a new one if the last was answered. */
static __always_inline __u64 receiving_request(struct sock *sk, struct connection *connection, __u32 target, __u64 ts)
{
	struct datapoint *dp;
	__u64 next;

	__u64 sender = sending_request(sk, connection);

	if (sender && !is_over(live_datapoint(sender))) {
		connection->req_id = sender;
		connection->origin = 0;
		return sender;
	}
	/* What came for a request that is over meanwhile, as a protocol's last message, is none. */
	if (connection->sender)
		return 0;
	if (connection->origin) {
		dp = live_datapoint(connection->req_id);
		if (dp && !(dp->answered && target & TARGET_SPLITS))
			return connection->req_id;
		finish(connection->req_id);
	}
	next = next_req_id();
	dp = datapoint_of(next, ts);
	if (!dp)
		return 0;
	connection->req_id = next;
	note_origin(dp, next, sk);
	return next;
}

/* Bytes from a back end: the request that they answer. */
static __always_inline __u64 replied_request(const struct connection *connection)
{
	if (!is_over(live_datapoint(connection->sender)))
		return connection->sender;
	return live_datapoint(connection->req_id) ? connection->req_id : 0;
}

/* Nothing received, an error or the end of the connection: still the thread turns to this connection's request. */
static __always_inline void map_at_receive(struct sock *sk, int ret)
{
	struct connection *connection = connection_of(sk);
	__u32 target = this_target();
	struct thread *thread;
	__u64 req_id, ts;
	bool inbound;

	if (!(target & TARGET_AUTOMATIC))
		return;
	inbound = is_inbound(sk);
	if (!connection && ret <= 0)
		return;
	if (!connection)
		connection = new_connection(sk);
	if (!connection)
		return;
	connection->reader = bpf_get_current_pid_tgid() >> 32;
	ts = bpf_ktime_get_ns();
	if (!inbound)
		req_id = replied_request(connection);
	else if (ret > 0)
		req_id = receiving_request(sk, connection, target, ts);
	else
		req_id = live_datapoint(connection->req_id) ? connection->req_id : 0;
	/* No state change tells the end of a UNIX socket. */
	if (inbound && ret == 0 && is_unix(sk) && connection->origin)
		finish(connection->req_id);
	if (!req_id)
		return;
	thread = automatic_thread(bpf_get_current_task_btf());
	if (!thread)
		return;
	/* Between threads of the process: it wakes up an event loop, but doesn't say what a busy one does next. */
	if (!inbound && !connection->req_id && thread->depth)
		return;
	map_by_receive(thread, req_id, ret > 0 && (inbound || connection->req_id), ts);
	note_goroutine(thread, req_id, false, ts);
}

/* An answer: the thread may go on with it, or turn to something else that no receive announces. */
static __always_inline struct thread *map_at_answer(struct connection *connection, __u64 ts)
{
	struct datapoint *dp = live_datapoint(connection->req_id);
	struct thread *thread;
	struct queue *queue;
	__u64 used;

	if (!dp)
		return this_thread();
	thread = automatic_thread(bpf_get_current_task_btf());
	if (!thread)
		return NULL;
	map_by_send(thread, connection->req_id, ts);
	thread->answered = 1;
	thread->tentative = thread->carrier ? SHARED : thread->loops ? TAIL : CERTAIN;
	note_goroutine(thread, connection->req_id, true, ts);
	if (!thread->loops)
		return thread;
	queue = this_queue();
	if (!drop(queue, connection->req_id) && !dp->answered) {
		used = take_cpu_time(queue);
		if (used)
			charge_cputime(thread, connection->req_id, ts, used, false);
	}
	if (queue_length(queue))
		thread->tentative = SHARED;
	return thread;
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
	__u64 req_id = asking_request(thread, connection, ts);
	struct datapoint *dp;

	if (!req_id && connection) {
		/* A pooled connection belongs to its last writer; the rest of a large question still does. */
		dp = live_datapoint(connection->req_id);
		if (dp && !dp->answered && !dp->finished)
			req_id = connection->req_id;
		connection->req_id = req_id;
	}
	if (!req_id)
		return thread;
	if (!connection)
		connection = new_connection(sk);
	if (connection)
		connection->req_id = req_id;
	if (request_of(thread) != req_id) {
		thread = automatic_thread(bpf_get_current_task_btf());
		if (thread)
			map_by_send(thread, req_id, ts);
	}
	if (thread)
		thread->passed_on = 1;
	return thread;
}

/* The thread as it is mapped then. */
static __always_inline struct thread *map_at_send(struct sock *sk, struct connection *connection)
{
	struct thread *thread;

	if (!(this_target() & TARGET_AUTOMATIC))
		return this_thread();
	if (is_pair(sk))
		return this_thread();
	if (!is_inbound(sk)) {
		thread = map_at_question(sk, connection, bpf_ktime_get_ns());
		note_link(sk, request_of(thread));
		return thread;
	}
	return connection ? map_at_answer(connection, bpf_ktime_get_ns()) : this_thread();
}

/* A connection that a request opens carries it. */
static __always_inline void note_connecting(struct sock *sk)
{
	struct thread *thread = this_thread();
	struct connection *connection;

	if (!thread || !(this_target() & TARGET_AUTOMATIC))
		return;
	turn_to_goroutine(thread, bpf_ktime_get_ns());
	turn_to_queued(thread, bpf_ktime_get_ns());
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

/* How a thread tells the event loop that it is done. It may go on with the next request without waiting for it. */
static __always_inline void report_done(struct thread *thread, __u32 tgid, __u64 ts)
{
	struct queue *queue;

	credit_cputime(thread, ts, false);
	queue = enqueue(tgid, is_pending(thread) ? CPU_TIME_ENTRY | thread->pending : request_of(thread));
	thread->pending = 0;
	if (!queue || !is_mapped_automatically(thread))
		return;
	thread->tentative = GUESSED;
	thread->takes_since = queue->waited;
}

/*
 * The kernel puts bytes into a local socket while their sender is in its system call: both ends are known then. What a
 * thread sends for a request goes on for that request at the other end, in another process or in the same.
 */
static __always_inline void note_sender(struct sock *sk)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct thread *thread = bpf_task_storage_get(&threads, task, NULL, 0);
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct connection *connection;
	__u64 req_id;

	if (!thread || !(target_of(tgid) & TARGET_AUTOMATIC) || SOCK_FIELD(sk, __sk_common.skc_state) == TCP_LISTEN || !is_stream(sk))
		return;
	if (!is_unix(sk) && !is_loopback(sk))
		return;
	if (!is_sending(task))
		return;
	req_id = request_of(thread);
	connection = req_id ? new_connection(sk) : connection_of(sk);
	if (!connection)
		return;
	connection->sender = req_id;
	if (req_id && !thread->loops && connection->reader == tgid && is_interpreter(tgid))
		report_done(thread, tgid, bpf_ktime_get_ns());
}

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

static __always_inline bool is_interpreter_lock(__u64 futex)
{
	struct runtime *runtime = runtime_of(bpf_get_current_pid_tgid() >> 32);

	return runtime && futex >= runtime->data_start && futex < runtime->data_end;
}

/* A thread that was woken up for a request and waits for the next at once found that another has taken it. */
static __always_inline void give_back(struct thread *thread)
{
	if (!is_mapped_automatically(thread) || thread->passed_on || thread->counted > WAKE_UP_OVERHEAD_NS)
		return;
	if (!runtime_of(bpf_get_current_pid_tgid() >> 32))
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
		return !thread->depth || is_answered_by(thread);
	case __NR_futex:
		return waits_at_futex(thread, registers, ts);
	}
	return false;
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
	leave_request(thread);
	thread->pending = 0;
	thread->depth = 0;
	thread->takes_since = 0;
	queue = thread->loops ? this_queue() : NULL;
	if (!queue)
		return;
	queue->begun = queue->queued;
	queue->mixed = 0;
	queue->waited = ts;
}

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
	if (is_over(live_datapoint(req_id)))
		return;
	claim_pending(thread, req_id, ts, ~0ULL);
	map_automatically(thread, req_id);
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
	if (is_answered(thread->mappings[0].req_id))
		return true;
	runtime = runtime_of(tgid);
	return thread->waits_at == thread->home && !(runtime && runtime->locks_at_home);
}

static __always_inline bool has_queued(const struct thread *thread, __u32 tgid)
{
	return thread->loops && is_interpreter(tgid) && queue_length(queue_of(tgid));
}

/* A thread that took up a request unnoticed wakes up the event loop that answers it: what is sent next says whose the CPU time is. */
static __always_inline void give_pending(struct thread *from, struct thread *to, __u32 tgid, __u64 ts)
{
	if (!from || !to || !may_take(from) || !to->loops || !is_pending(from) || is_interpreter(tgid))
		return;
	credit_cputime(from, ts, false);
	to->pending += from->pending < DOUBT_NS ? from->pending : DOUBT_NS;
	from->pending = 0;
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
	ts = bpf_ktime_get_ns();
	give_pending(waker, thread, task->tgid, ts);
	if (replaces && !is_replaceable(thread, task->tgid))
		return;
	if (!mapped) {
		if (replaces)
			thread->depth = 0;
		return;
	}
	if (replaces ? waker->inherited : !waits_for_handover(thread, task, waker->inherited))
		return;
	turn_to_queued(waker, ts);
	if (request_of(waker))
		inherit(task, waker, ts);
}

static __always_inline void follow_runtime(__u32 parent, __u32 child)
{
	struct runtime *runtime = runtime_of(parent);

	if (runtime && bpf_map_update_elem(&runtimes, &child, runtime, BPF_ANY))
		lose(&losses.targets);
}

/* A thread, or process (CGI), started on behalf of a request works for it. */
static __always_inline void follow_child(struct task_struct *parent, struct task_struct *child)
{
	struct thread *thread = bpf_task_storage_get(&threads, parent, NULL, 0);
	__u64 ts;

	follow_process(parent, child);
	if (!target_of(parent->tgid))
		return;
	if (child->tgid != parent->tgid)
		follow_runtime(parent->tgid, child->tgid);
	if (!thread)
		return;
	ts = bpf_ktime_get_ns();
	turn_to_queued(thread, ts);
	if (is_mapped_automatically(thread) && !is_answered(thread->mappings[0].req_id))
		inherit(child, thread, ts);
}

static __always_inline void forget_runtime(__u32 tgid)
{
	bpf_map_delete_elem(&runtimes, &tgid);
}

#endif
