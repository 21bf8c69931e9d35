/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --trace prints: which thread works for which request, and what is charged. */
#ifndef FINELAME_TRACE_BPF_H
#define FINELAME_TRACE_BPF_H

#include "maps.bpf.h"

/* Traces that found no place in the ring buffer. */
__u64 lost_traces SEC(".data.traces");

/* Global, so that the verifier looks at it once and not at every call. */
__noinline int write_trace(__u32 kind, __u64 req_id, __u64 number, __u64 value, __u64 total)
{
	struct trace *trace = bpf_ringbuf_reserve(&traces, sizeof(*trace), 0);

	if (!trace) {
		lose(&lost_traces);
		return 0;
	}
	trace->ts = bpf_ktime_get_ns();
	trace->req_id = req_id;
	trace->number = number;
	trace->value = value;
	trace->total = total;
	trace->kind = kind;
	trace->tid = (__u32)bpf_get_current_pid_tgid();
	bpf_ringbuf_submit(trace, BPF_RB_NO_WAKEUP);
	return 0;
}

static __always_inline void trace_mapping(__u64 req_id, enum trace_reason reason)
{
	if (options.trace)
		write_trace(TRACE_MAPPED, req_id, reason, (__u32)bpf_get_current_pid_tgid(), 0);
}

#endif
