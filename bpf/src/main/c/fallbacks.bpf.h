/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs for kernels without a tracepoint that others have: sock_send_length, sock_recv_length and sk_data_ready are new in Linux
 * 6.3, and perf events may need more privileges than tracepoints. Each serves in place of the tracepoint's program; user space loads
 * one or the other.
 *
 * The functions are those that the kernel calls through the socket's protocol, as it does where the tracepoints are: the
 * compiler can't inline them, and they have the same arguments in all versions.
 */
#ifndef FINELAME_FALLBACKS_BPF_H
#define FINELAME_FALLBACKS_BPF_H

#define SEND_BY(function)                                                                                              \
	SEC("fexit/" #function)                                                                                        \
	int BPF_PROG(fexit_##function, struct socket *socket, void *message, __u64 size, int ret)            \
	{                                                                                                              \
		struct sock *sk = socket->sk;                                                                          \
                                                                                                                       \
		if (sk)                                                                                                \
			handle_send(sk, ret, 0);                                                                       \
		return 0;                                                                                              \
	}

#define RECEIVE_BY(function)                                                                                           \
	SEC("fexit/" #function)                                                                                        \
	int BPF_PROG(fexit_##function, struct socket *socket, void *message, __u64 size, int flags, int ret) \
	{                                                                                                              \
		struct sock *sk = socket->sk;                                                                          \
                                                                                                                       \
		if (sk)                                                                                                \
			handle_receive(sk, ret, flags);                                                                \
		return 0;                                                                                              \
	}

/* sendfile(2) and splice(2), before Linux 6.5. */
#define SEND_PAGE_BY(function)                                                                                         \
	SEC("fexit/" #function)                                                                                        \
	int BPF_PROG(fexit_##function, struct socket *socket, void *page, int offset, __u64 size, int flags,   \
		     int ret)                                                                                          \
	{                                                                                                              \
		struct sock *sk = socket->sk;                                                                          \
                                                                                                                       \
		if (sk)                                                                                                \
			handle_send(sk, ret, flags);                                                                   \
		return 0;                                                                                              \
	}

SEND_BY(inet_sendmsg)
SEND_BY(inet6_sendmsg)
SEND_BY(unix_stream_sendmsg)
SEND_BY(unix_seqpacket_sendmsg)
SEND_PAGE_BY(inet_sendpage)
SEND_PAGE_BY(unix_stream_sendpage)
RECEIVE_BY(inet_recvmsg)
RECEIVE_BY(inet6_recvmsg)
RECEIVE_BY(unix_stream_recvmsg)
RECEIVE_BY(unix_seqpacket_recvmsg)

/*
 * kprobes, where functions can't be entered by fentry, as on arm64 before Linux 6.4. Sockets are known by their address
 * (options.by_address).
 *
 * At a return the arguments are gone: what they were is kept meanwhile, by thread. Only a limited number of threads may be
 * within a function at once for its return to be seen (10, or twice the CPUs): TCP's receive, in which many may wait, is seen
 * by a function that it calls with what it has received.
 */
struct socket_call {
	struct sock *sk;
	__u64 flags;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, __u64);
	__type(value, struct socket_call);
} socket_calls SEC(".maps");

SEC("kprobe")
int kprobe_socket_call(struct pt_regs *ctx)
{
	struct socket *socket = (struct socket *)PT_REGS_PARM1(ctx);
	struct socket_call call = { .sk = BPF_CORE_READ(socket, sk), .flags = PT_REGS_PARM4(ctx) };
	__u64 thread = bpf_get_current_pid_tgid();

	if (call.sk && (this_thread() || this_target()) &&
	    bpf_map_update_elem(&socket_calls, &thread, &call, BPF_ANY))
		lose(&losses.threads);
	return 0;
}

/* False where the call's begin was not seen. */
static __always_inline bool end_call(struct socket_call *call)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct socket_call *begun = bpf_map_lookup_elem(&socket_calls, &thread);

	if (!begun)
		return false;
	*call = *begun;
	bpf_map_delete_elem(&socket_calls, &thread);
	return true;
}

SEC("kretprobe")
int kretprobe_send(struct pt_regs *ctx)
{
	struct socket_call call;

	if (end_call(&call))
		handle_send(call.sk, PT_REGS_RC(ctx), 0);
	return 0;
}

SEC("kretprobe")
int kretprobe_receive(struct pt_regs *ctx)
{
	struct socket_call call;

	if (end_call(&call))
		handle_receive(call.sk, PT_REGS_RC(ctx), call.flags);
	return 0;
}

/* The flags of the running system call, if it receives. */
static __always_inline int receive_flags(void)
{
	const struct task_registers *registers = registers_of(bpf_get_current_task_btf());

	switch (syscall_number(registers)) {
	case __NR_recvfrom:
	case __NR_recvmmsg:
		return syscall_argument(registers, 3);
	case __NR_recvmsg:
		return syscall_argument(registers, 2);
	}
	return 0;
}

SEC("kprobe")
int kprobe_tcp_received(struct pt_regs *ctx)
{
	handle_receive((struct sock *)PT_REGS_PARM1(ctx), PT_REGS_PARM2(ctx), receive_flags());
	return 0;
}

/* The next socket may have the same address. */
SEC("kprobe")
int kprobe_forget_socket(struct pt_regs *ctx)
{
	__u64 address = PT_REGS_PARM1(ctx);

	bpf_map_delete_elem(&connections_by_address, &address);
	bpf_map_delete_elem(&accepted_by_address, &address);
	return 0;
}

SEC("fentry/sock_def_readable")
int BPF_PROG(fentry_sock_def_readable, struct sock *sk)
{
	note_sender(sk);
	return 0;
}

SEC("kprobe")
int kprobe_sock_def_readable(struct pt_regs *ctx)
{
	note_sender((struct sock *)PT_REGS_PARM1(ctx));
	return 0;
}

/* The scheduler's own accounting: at each tick, and whenever it looks at what the running thread has used. */
#define TICK_NS 1000000ULL

SEC("tp_btf/sched_stat_runtime")
int BPF_PROG(update_cputime_at_tick, struct task_struct *task)
{
	struct thread *thread = running_thread();
	__u64 ts;

	if (!thread || task != bpf_get_current_task_btf() || !thread->charged_until)
		return 0;
	ts = bpf_ktime_get_ns();
	if (ts > thread->charged_until + TICK_NS)
		credit_running(thread, ts);
	return 0;
}

#endif
