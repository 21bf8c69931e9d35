// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Finelame's request mappers and resource monitors.
 *
 * Request mappers (uprobes, or the kernel's tracepoints alone) keep, per thread, which request it works for. Resource
 * monitors credit what the running thread uses to the datapoint of that request. The recorder reads the datapoints from
 * user space.
 */
#include <asm-generic/errno-base.h>

#include "finelame.bpf.h"
#include "automatic.bpf.h"
#include "memory.bpf.h"

/* Request mappers */

static __always_inline __u64 sized(__u64 value, __u32 bytes)
{
	return bytes == 4 ? (__u32)value : value;
}

SEC("uprobe")
int request_mapper(struct pt_regs *ctx)
{
	__u64 cookie = bpf_get_attach_cookie(ctx);
	__u64 value = mapped_value(ctx, cookie);
	__u64 ts = bpf_ktime_get_ns();
	__u64 req_id;

	switch (COOKIE_OPERATION(cookie)) {
	case OP_NEW:
		if (value)
			new_request(value, ts);
		break;
	case OP_PASS:
	case OP_PASS_AND_UNMAP:
		req_id = this_request();
		if (!value || !req_id)
			break;
		associate(value, req_id);
		if (COOKIE_OPERATION(cookie) == OP_PASS_AND_UNMAP)
			unmap_thread(cookie, ts);
		break;
	case OP_MAP:
		map_thread(request_of_object(value), value, cookie, ts);
		break;
	case OP_MAP_ID:
		map_thread(sized(value, COOKIE_ID_SIZE(cookie)), 0, cookie, ts);
		break;
	case OP_UNMAP:
		unmap_thread(cookie, ts);
		break;
	}
	if (options.trace && is_recorded())
		write_trace(TRACE_MAPPER, this_request(), cookie, value, 0);
	return 0;
}

/* Resource monitors */

/* What it waited is charged when it runs again: to the request that it waited for. */
static __always_inline void begin_wait(struct thread *thread, __u64 req_id, const struct task_registers *registers,
				       __u64 ts)
{
	if (!req_id)
		return;
	thread->waits_since = ts;
	thread->waits_for = req_id;
	thread->in_futex = syscall_number(registers) == __NR_futex;
}

static __always_inline void end_wait(struct thread *thread, __u64 ts)
{
	struct update update = { .req_id = thread->waits_for, .ts = ts, .feature = REQ_OFFCPU };
	struct datapoint *dp;

	if (!thread->waits_since)
		return;
	update.delta = ts - thread->waits_since + thread->owed_wait;
	thread->waits_since = 0;
	thread->owed_wait = 0;
	dp = update.req_id ? bpf_map_lookup_elem(&datapoints, &update.req_id) : NULL;
	if (!dp)
		return;
	if (!credit(dp, &update, true)) {
		thread->owed_wait = update.delta;
		return;
	}
	if (thread->in_futex) {
		update.feature = REQ_FUTEX_WAIT;
		credit(dp, &update, false);
	}
}

static __always_inline void leave_cpu(struct thread *thread, struct task_struct *task, bool preempted, __u64 ts)
{
	const struct task_registers *registers;
	__u64 waits_for = 0;

	if (!credit_used(thread, ts, 0, true))
		thread->owed = used_until(thread, ts, 0);
	thread->charged_until = 0;
	if (!options.automatic && !options.waits)
		return;
	registers = registers_of(task);
	if (options.waits)
		waits_for = waiting_request(thread);
	if (options.automatic && !preempted) {
		wait_for_peer(thread, task, registers, ts);
		unmap_at_wait(thread, registers, ts);
	}
	if (options.waits)
		begin_wait(thread, thread->depth ? request_of(thread) : waits_for, registers, ts);
}

static __always_inline void enter_cpu(struct thread *thread, struct task_struct *task, __u64 ts)
{
	begin_running(thread, task, ts - thread->owed, task->se.sum_exec_runtime - thread->owed);
	thread->owed = 0;
	if (options.waits)
		end_wait(thread, ts);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct thread *thread = bpf_task_storage_get(&threads, prev, NULL, 0);
	__u64 ts = bpf_ktime_get_ns();

	if (thread)
		leave_cpu(thread, prev, preempt || is_runnable(prev), ts);
	thread = bpf_task_storage_get(&threads, next, NULL, 0);
	if (thread)
		enter_cpu(thread, next, ts);
	return 0;
}

/* Fires on a timer, so that a request that never leaves the CPU is seen while it runs. */
SEC("perf_event")
int update_cputime(struct bpf_perf_event_data *ctx)
{
	struct thread *thread = running_thread();

	credit_running(thread, bpf_ktime_get_ns());
	if (is_sampled(thread))
		sample_tick(ctx, sampled_request(thread), sampled_batch(thread));
	return 0;
}

SEC("uprobe")
int memory_monitor(struct pt_regs *ctx)
{
	struct thread *thread = this_thread();
	__u64 cookie, bytes;
	bool counts;

	/* Where the library counts, probes of the same functions are about to be detached. */
	if (!request_of(thread) || counter_place_of(bpf_get_current_pid_tgid() >> 32))
		return 0;
	cookie = bpf_get_attach_cookie(ctx);
	bytes = argument(ctx, COOKIE_SIZE(cookie));
	if (COOKIE_COUNT(cookie))
		bytes = saturating_product(bytes, argument(ctx, COOKIE_COUNT(cookie)));
	note_allocation_call(cookie);
	counts = COOKIE_RESULT(cookie) == ALLOCATION_COUNTED_AT_ENTRY ||
		 begin_allocation(ctx, cookie, request_of(thread), bytes);
	if (counts && bytes < LARGEST_ALLOCATION)
		credit_thread(thread, REQ_MEM_MALLOC, bytes);
	return 0;
}

SEC("uretprobe")
int memory_returned(struct pt_regs *ctx)
{
	end_allocation(ctx, this_thread());
	return 0;
}

/* __cxa_throw(thrown, type, destructor) */
SEC("uprobe")
int memory_thrown(struct pt_regs *ctx)
{
	drop_thrown_allocation(ctx);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(memory_settled, bool preempt, struct task_struct *prev)
{
	settle_at_wait(prev, !preempt && !is_runnable(prev));
	return 0;
}


/* Of request mappers: a connection to a back end carries the request that opened it or wrote to it last. */
static __always_inline void note_question(struct sock *sk, struct connection *connection, __u64 req_id)
{
	if ((connection && connection->origin) || is_inbound(sk) || is_pair(sk))
		return;
	if (!connection)
		connection = new_connection(sk);
	if (connection)
		connection->req_id = req_id;
}

/* A mapper that knows no request of the object maps the thread to that of the back end's reply. */
static __always_inline void map_by_reply(struct thread *thread, struct sock *sk)
{
	struct connection *connection = connection_of(sk);
	struct mapping *top;

	if (!connection || connection->origin || !connection->req_id || !thread || !thread->depth)
		return;
	top = &thread->mappings[(thread->depth - 1) & (MAX_NESTING - 1)];
	if (top->req_id || has_finished(connection->req_id))
		return;
	credit_cputime(thread, bpf_ktime_get_ns(), false);
	top->req_id = connection->req_id;
}

/*
 * Whether an answer has to wait until its peer takes some of it: the kernel took less than the caller has. Only if much waits to
 * be sent is it worth a look at the caller's arguments.
 */
static __always_inline bool has_more_to_send(struct sock *sk, int sent)
{
	if (is_unix(sk) || SOCK_FIELD(sk, sk_wmem_queued) < SOCK_FIELD(sk, sk_sndbuf) >> 2)
		return false;
	return (__u64)sent < bytes_to_send(registers_of(bpf_get_current_task_btf()));
}

/*
 * Bytes sent to the peer that the request came from answer it; those sent elsewhere don't. dp is where the thread's request is
 * counted, if that is known.
 */
static __always_inline void credit_send(struct thread *thread, const struct connection *connection, struct datapoint *dp,
					struct sock *sk, int bytes, __u64 ts)
{
	struct update update = { .req_id = request_of(thread), .ts = ts, .delta = bytes, .feature = REQ_TCP_SENT };
	struct datapoint *answered = NULL;

	if (!update.req_id)
		return;
	if (!dp)
		dp = datapoint_to_credit(thread, update.req_id, ts);
	if (connection && connection->origin)
		answered = connection->req_id == update.req_id ? dp : live_datapoint(connection->req_id);
	if (answered) {
		answered->answered = 1;
		answered->answered_ts = ts;
		end_peer_wait(answered, connection->req_id, ts);
		if (options.ages)
			charge_age(answered, connection->req_id, ts);
		if (options.peer_waits && has_more_to_send(sk, bytes))
			begin_peer_wait(answered, ts);
	}
	if (dp)
		credit(dp, &update, false);
}

/* No byte of an answer could be sent: its peer has to take some of what was sent before. */
static __always_inline void note_full(struct sock *sk)
{
	struct connection *connection = connection_of(sk);

	if (connection && connection->origin)
		begin_peer_wait(live_datapoint(connection->req_id), bpf_ktime_get_ns());
}

/* ret is the bytes sent, or a negative error. */
static __always_inline void handle_send(struct sock *sk, int ret, int flags)
{
	__u32 target = options.automatic ? this_target() : 0;
	struct connection *connection;
	struct datapoint *dp = NULL;
	struct thread *thread;
	__u64 ts;

	if (options.peer_waits && ret == -EAGAIN && target & TARGET_AUTOMATIC)
		note_full(sk);
	if (ret <= 0 || !is_stream(sk))
		return;
	if (!(target & TARGET_AUTOMATIC) && !this_thread())
		return;
	ts = bpf_ktime_get_ns();
	connection = connection_of(sk);
	if (target & TARGET_AUTOMATIC)
		dp = map_at_send(sk, connection, ts);
	thread = this_thread();
	if (!options.automatic && request_of(thread))
		note_question(sk, connection, request_of(thread));
	credit_send(thread, connection, dp, sk, ret, ts);
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(probe_tcp_sendmsg, struct sock *sk, int ret, int flags)
{
	handle_send(sk, ret, flags);
	return 0;
}

/* The object's request ends with its answer: what it receives after that is the next one. */
static __always_inline void split_request(struct thread *thread, struct sock *sk, __u64 ts)
{
	struct connection *connection;
	struct mapping *top;
	__u64 last, next;
	int i;

	if (!thread || !thread->depth)
		return;
	top = &thread->mappings[(thread->depth - 1) & (MAX_NESTING - 1)];
	if (!top->splits)
		return;
	connection = connection_of(sk);
	if (!connection || request_of(thread) != connection->req_id || !is_answered(connection->req_id))
		return;
	last = connection->req_id;
	next = next_req_id();
	if (!new_datapoint(next, ts))
		return;
	credit_cputime(thread, ts, false);
	if (top->object)
		associate_as(top->object, next, true);
	for (i = 0; i < MAX_NESTING; i++) {
		if (thread->mappings[i].req_id == last)
			thread->mappings[i].req_id = next;
	}
	connection->req_id = next;
	finish(last);
}

/* dp is where the thread's request is counted, if that is known. */
static __always_inline void credit_receive(const struct thread *thread, struct datapoint *dp, struct sock *sk, int bytes,
					   __u64 ts)
{
	struct update update = { .req_id = request_of(thread), .ts = ts };
	__u64 last;

	if (!update.req_id)
		return;
	if (!dp)
		dp = datapoint_to_credit(thread, update.req_id, ts);
	if (!dp)
		return;
	note_origin(dp, update.req_id, sk);
	end_peer_wait(dp, update.req_id, ts);
	last = dp->last_tcp_rcv_ts;
	dp->last_tcp_rcv_ts = ts;
	if (last) {
		update.feature = REQ_IDLE_TIME;
		update.delta = ts - last;
		credit(dp, &update, false);
	}
	update.feature = REQ_TCP_RCVD;
	update.delta = bytes;
	credit(dp, &update, false);
}

/* ret is the bytes received, 0 at the end of the connection, or a negative error. */
static __always_inline void handle_receive(struct sock *sk, int ret, int flags)
{
	__u32 target = options.automatic ? this_target() : 0;
	struct datapoint *dp = NULL;
	struct thread *thread;
	__u64 ts;

	if ((flags & MSG_PEEK) || !is_stream(sk))
		return;
	if (!(target & TARGET_AUTOMATIC) && !this_thread())
		return;
	ts = bpf_ktime_get_ns();
	if (target & TARGET_AUTOMATIC)
		dp = map_at_receive(sk, ret, target, ts);
	thread = ret > 0 ? this_thread() : NULL;
	if (!thread)
		return;
	if (!options.automatic)
		map_by_reply(thread, sk);
	if (!dp)
		split_request(thread, sk, ts);
	credit_receive(thread, dp, sk, ret, ts);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(probe_tcp_cleanup_rbuf, struct sock *sk, int ret, int flags)
{
	handle_receive(sk, ret, flags);
	return 0;
}

/* A closed connection ends the request that came by it: the recorder may then take it out of the map. */
SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(connection_closed, struct sock *sk, int oldstate, int newstate)
{
	struct connection *connection;

	if (newstate == TCP_SYN_SENT) {
		if (options.automatic)
			note_connecting(sk);
		else if (this_request())
			note_question(sk, connection_of(sk), this_request());
	}
	if (options.automatic && oldstate == TCP_SYN_RECV && newstate == TCP_ESTABLISHED)
		note_accepted(sk);
	if (newstate != TCP_CLOSE)
		return 0;
	connection = connection_of(sk);
	if (connection && connection->origin)
		finish(connection->req_id);
	return 0;
}

/* Automatic mapping */

SEC("tp_btf/sched_waking")
int BPF_PROG(hand_over_request, struct task_struct *task)
{
	hand_over(task);
	return 0;
}

SEC("tp_btf/sk_data_ready")
int BPF_PROG(pass_request, struct sock *sk)
{
	note_sender(sk);
	return 0;
}

/* Go's scheduler takes a goroutine that runs for long off its thread by a signal: until then the thread worked for it. */
SEC("tp_btf/signal_deliver")
int BPF_PROG(settle_goroutine, int signal)
{
	struct thread *thread = running_thread();

	if (thread)
		turn_to_goroutine(thread, bpf_ktime_get_ns());
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(follow_child_process, struct task_struct *parent, struct task_struct *child)
{
	follow_child(parent, child);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(forget_ended_process, struct task_struct *task)
{
	forget_process(task);
	return 0;
}

/* Which processes to record */

/* The process runs the new executable from here on, whichever of its threads asked for it. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(find_executed_process, struct task_struct *task)
{
	struct task_struct___process *process = (void *)task;

	processes_changed = 1;
	forget_runtime(task->tgid);
	rename_process(task->tgid);
	consider(process, wanted(process));
	return 0;
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(find_moved_process, struct cgroup *cgroup, const char *path, struct task_struct *task)
{
	consider((void *)task, wanted_by_cgroup(cgroup));
	return 0;
}

/* Lists the running processes that the recorder sees, and makes those targets that match. */
SEC("iter/task")
int list_processes(struct bpf_iter__task *ctx)
{
	struct task_struct___process *task = (void *)ctx->task;
	struct process process = {};

	/* A process whose first thread has ended is listed by each of its other threads. */
	if (!task || !runs_program(task) || (task->pid != task->tgid && runs_program(BPF_CORE_READ(task, group_leader))))
		return 0;
	process.pid = visible_id(task);
	process.parent = visible_id(BPF_CORE_READ(task, real_parent));
	process.tgid = task->tgid;
	process.target = make_target(task->tgid, wanted(task));
	bpf_seq_write(ctx->meta->seq, &process, sizeof(process));
	return 0;
}

/* Run by the recorder itself: before all else with no file, then once for each executable. */
SEC("syscall")
int want_executable(struct wanted_file *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct file *file = file_of(task, ctx->fd);
	struct executable executable;
	__u32 target = ctx->target;

	note_recorder((void *)task);
	if (!target)
		return 0;
	if (!file)
		return 1;
	executable = identity_of(file);
	return bpf_map_update_elem(&executables, &executable, &target, BPF_ANY) != 0;
}

#include "reading.bpf.h"

/* System calls: their tracepoints slow down those of every process. */

SEC("tp_btf/sys_enter")
int BPF_PROG(probe_syscalls, struct pt_regs *regs, long number)
{
	credit_request(REQ_SYSCALLS, 1);
	return 0;
}

static __always_inline void credit_file(__u32 feature, __u32 fd, long bytes)
{
	if (is_regular(file_of(bpf_get_current_task_btf(), fd)))
		credit_request(feature, bytes);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(probe_file_io, struct pt_regs *regs, long ret)
{
	const struct task_registers *registers;

	if (ret <= 0 || !this_request())
		return 0;
	registers = registers_of(bpf_get_current_task_btf());
	switch (syscall_number(registers)) {
	case SYSCALLS_THAT_READ_FILES:
		credit_file(REQ_FILE_READ, syscall_argument(registers, 0), ret);
		break;
	case SYSCALLS_THAT_WRITE_FILES:
		credit_file(REQ_FILE_WRITTEN, syscall_argument(registers, 0), ret);
		break;
	case __NR_sendfile:
		credit_file(REQ_FILE_READ, syscall_argument(registers, 1), ret);
		credit_file(REQ_FILE_WRITTEN, syscall_argument(registers, 0), ret);
		break;
	case __NR_splice:
	case __NR_copy_file_range:
		credit_file(REQ_FILE_READ, syscall_argument(registers, 0), ret);
		credit_file(REQ_FILE_WRITTEN, syscall_argument(registers, 2), ret);
		break;
	}
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(probe_fds_opened, struct pt_regs *regs, long ret)
{
	if (ret < 0 || !this_request())
		return 0;
	switch (syscall_number(registers_of(bpf_get_current_task_btf()))) {
	case SYSCALLS_THAT_OPEN:
		credit_request(REQ_FDS_OPENED, 1);
		break;
	case SYSCALLS_THAT_OPEN_TWO:
		credit_request(REQ_FDS_OPENED, 2);
		break;
	}
	return 0;
}

/* A sample stands for as many misses, references or instructions as its period counts. */
SEC("perf_event")
int probe_cache_miss(struct bpf_perf_event_data *ctx)
{
	credit_request(REQ_CACHE_MISSES, ctx->sample_period);
	return 0;
}

SEC("perf_event")
int probe_cache_ref(struct bpf_perf_event_data *ctx)
{
	credit_request(REQ_CACHE_REFS, ctx->sample_period);
	return 0;
}

SEC("perf_event")
int probe_instructions(struct bpf_perf_event_data *ctx)
{
	credit_request(REQ_INSTRUCTIONS, ctx->sample_period);
	return 0;
}

#include "fallbacks.bpf.h"

/* Lets user space apply an update: what tries the programs or measures them has no server. */
SEC("syscall")
int apply_update(struct update *ctx)
{
	struct update update = { .req_id = ctx->req_id, .ts = ctx->ts, .delta = ctx->delta, .feature = ctx->feature };
	struct datapoint *dp;

	if (update.feature >= N_FEATURES)
		return 1;
	dp = datapoint_of(update.req_id, update.ts);
	return !dp || !credit(dp, &update, true);
}

char LICENSE[] SEC("license") = "GPL";
