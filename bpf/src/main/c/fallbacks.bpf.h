/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs for kernels without a tracepoint that others have: sock_send_length and sock_recv_length are new in Linux 6.3,
 * page_fault_user is only on x86 and RISC-V, and perf events may take more rights than tracepoints. Each serves in place of the tracepoint's program; user space loads one or the
 * other.
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

/* A fault that is retried, because its page had to be read first, is one. */
static __always_inline void handle_fault(unsigned int flags)
{
	if (flags & FAULT_FLAG_USER && !(flags & FAULT_FLAG_TRIED))
		credit_request(REQ_PGFLT, 1);
}

SEC("fentry/handle_mm_fault")
int BPF_PROG(fentry_handle_mm_fault, void *area, unsigned long address, unsigned int flags)
{
	handle_fault(flags);
	return 0;
}

/* The scheduler's own accounting: at each tick, and whenever it looks at what the running thread has used. */
#define TICK_NS 1000000ULL

SEC("tp_btf/sched_stat_runtime")
int BPF_PROG(update_cputime_at_tick, struct task_struct *task)
{
	struct thread *thread = this_thread();
	__u64 ts;

	if (!thread || task != bpf_get_current_task_btf() || !request_of(thread) || !thread->charged_until)
		return 0;
	ts = bpf_ktime_get_ns();
	if (ts > thread->charged_until + TICK_NS)
		credit_cputime(thread, ts, true);
	return 0;
}

#endif
