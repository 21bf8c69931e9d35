/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which code a request uses CPU time: samples of stacks, and which request they belong to. */
#ifndef FINELAME_STACKS_BPF_H
#define FINELAME_STACKS_BPF_H

#include "threads.bpf.h"

/* An entry of a queue has no room for more: see queues.bpf.h. */
#define MAX_BATCH	((1U << 23) - 1)

/* The batch that was begun last. */
__u32 last_batch SEC(".data.stacks");

static __always_inline __u32 new_batch(void)
{
	__u32 batch = (__sync_fetch_and_add(&last_batch, 1) + 1) & MAX_BATCH;

	return batch ? batch : MAX_BATCH;
}

static __always_inline void fill_record(struct stack_record *record, __u32 kind, __u64 req_id, __u32 batch)
{
	__u64 pid_tgid = bpf_get_current_pid_tgid();

	record->ts = bpf_ktime_get_ns();
	record->req_id = req_id;
	record->kind = kind;
	record->batch = batch;
	record->to_batch = 0;
	record->tgid = pid_tgid >> 32;
	record->tid = (__u32)pid_tgid;
	record->reserved = 0;
}

/* Global, so that the verifier looks at it once and not at every call. */
__noinline int report_batch(__u32 kind, __u32 batch, __u64 req_id, __u32 to_batch)
{
	struct stack_record *record = bpf_ringbuf_reserve(&stacks, sizeof(*record), 0);

	if (!record) {
		lose(&losses.stacks);
		return 0;
	}
	fill_record(record, kind, req_id, batch);
	record->to_batch = to_batch;
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return 0;
}

/* Whose the samples of a batch are; 0: nobody's. */
static __always_inline void settle_batch(__u32 batch, __u64 req_id)
{
	if (options.stacks && batch)
		report_batch(STACK_REQUEST_FOUND, batch, req_id, 0);
}

/* The batch that has the samples of both. */
static __always_inline __u32 merge_batches(__u32 batch, __u32 moved)
{
	if (!options.stacks || !moved)
		return batch;
	if (!batch)
		return moved;
	report_batch(STACK_BATCH_MOVED, moved, 0, batch);
	return batch;
}

/* Nobody is charged with what the thread did. */
static __always_inline void drop_pending(struct thread *thread)
{
	thread->pending = 0;
	settle_batch(thread->batch, 0);
	thread->batch = 0;
}

/* Of the thread that a timer interrupted. */
static __always_inline void sample_tick(void *ctx, __u64 req_id, __u32 batch)
{
	struct stack_sample *sample = bpf_ringbuf_reserve(&stacks, sizeof(*sample), 0);

	if (!sample) {
		lose(&losses.stacks);
		return;
	}
	fill_record(&sample->record, STACK_AT_TICK, req_id, batch);
	sample->user_bytes = bpf_get_stack(ctx, sample->user, sizeof(sample->user), BPF_F_USER_STACK);
	sample->kernel_bytes = bpf_get_stack(ctx, sample->kernel, sizeof(sample->kernel), 0);
	bpf_ringbuf_submit(sample, BPF_RB_NO_WAKEUP);
}

/* Not if it is an outlier by what the recorder or another thread has counted: in what code that was is not known here. */
__noinline int sample_detection(__u64 req_id)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct stack_sample *sample;

	if (this_request() != req_id)
		return 0;
	sample = bpf_ringbuf_reserve(&stacks, sizeof(*sample), 0);
	if (!sample) {
		lose(&losses.stacks);
		return 0;
	}
	fill_record(&sample->record, STACK_AT_DETECTION, req_id, 0);
	sample->user_bytes = bpf_get_task_stack(task, sample->user, sizeof(sample->user), BPF_F_USER_STACK);
	sample->kernel_bytes = bpf_get_task_stack(task, sample->kernel, sizeof(sample->kernel), 0);
	bpf_ringbuf_submit(sample, BPF_RB_NO_WAKEUP);
	return 0;
}

#endif
