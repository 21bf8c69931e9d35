/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which threads are recorded, and which request a thread works for. */
#ifndef FINELAME_THREADS_BPF_H
#define FINELAME_THREADS_BPF_H

#include "maps.bpf.h"

static __always_inline __u32 target_of(__u32 tgid)
{
	__u32 *target = bpf_map_lookup_elem(&targets, &tgid);

	return target ? *target : 0;
}

static __always_inline __u32 this_target(void)
{
	return target_of(bpf_get_current_pid_tgid() >> 32);
}

/* Request mappers are attached to a file, and fire in every process that runs it. */
static __always_inline bool is_recorded(void)
{
	return !options.chosen || this_target() & TARGET_CHOSEN;
}

static __always_inline struct thread *this_thread(void)
{
	return bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL, 0);
}

static __always_inline __u64 request_of(const struct thread *thread)
{
	__u32 depth;

	if (!thread)
		return 0;
	depth = thread->depth;
	if (depth == 0 || depth > MAX_NESTING)
		return 0;
	return thread->mappings[(depth - 1) & (MAX_NESTING - 1)].req_id;
}

static __always_inline __u64 this_request(void)
{
	return request_of(this_thread());
}

#endif
