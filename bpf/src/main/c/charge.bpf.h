/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a request is charged: updates of its counters, waits, shares of processes, and CPU time. */
#ifndef FINELAME_CHARGE_BPF_H
#define FINELAME_CHARGE_BPF_H

#include "allocated.bpf.h"
#include "detect.bpf.h"
#include "stacks.bpf.h"
#include "trace.bpf.h"

/* Under the request's lock: its updates have one order, which replay can repeat. Whether it was detected. */
static __noinline int credit_watched(struct datapoint *dp, struct score *score, const struct update *update)
{
	__u32 newest = control.model;
	bool detected = false;
	__u64 from;

	if (!dp || !score || !update)
		return false;
	if (newest)
		adopt_until(score, dp, newest);
	from = __sync_fetch_and_add(counter_of(dp, update->feature), update->delta);
	score->updates++;
	if (newest)
		detected = judge(score, dp, update, move_all(score, update, from, newest));
	if (control.log)
		log_event(score, update, from);
	return detected;
}

/* A bit for each feature that has counted anything. */
__u64 counted SEC(".data.counted");

/* To wait for its peer, or to grow old, is no use of the server: the request is idle. */
static __always_inline void note_use(struct datapoint *dp, const struct update *update)
{
	if (update->feature != REQ_PEER_WAIT && update->feature != REQ_AGE)
		dp->latest_ts_update = update->ts;
	if (update->delta && !(counted & 1ULL << (update->feature & 63)))
		__sync_fetch_and_or(&counted, 1ULL << (update->feature & 63));
	note_change(dp, update->req_id);
}

/*
 * Adds to a counter. When detection is on and the request's lock is contended, an update that may wait is left for later
 * (false: the caller retries); any other is counted without a score.
 *
 * Global, so that the verifier looks at it once and not at every call: older kernels' gives up on a million instructions.
 */
__noinline int credit(struct datapoint *dp, const struct update *update, int may_wait)
{
	struct score *score;
	int detected;

	if (!dp || !update)
		return true;
	if (options.trace)
		write_trace(TRACE_UPDATE, update->req_id, update->feature, update->delta,
			    *counter_of(dp, update->feature) + update->delta);
	if (control.watch) {
		score = score_of(update->req_id);
		if (score && lock_score(score)) {
			detected = credit_watched(dp, score, update);
			note_use(dp, update);
			__sync_lock_test_and_set(&score->lock, 0);
			if (detected && options.stacks)
				sample_detection(update->req_id);
			return true;
		}
		if (may_wait && score)
			return false;
		lose(&losses.scores);
	}
	__sync_fetch_and_add(counter_of(dp, update->feature), update->delta);
	note_use(dp, update);
	return true;
}

/* What a request waited for its peer until then, ns. It goes on waiting from another point in time, or not (0). */
static __always_inline __u64 take_peer_wait(struct datapoint *dp, __u64 until, __u64 waits_from)
{
	__u64 since = dp->peer_waits_since;

	if (!since || __sync_val_compare_and_swap(&dp->peer_waits_since, since, waits_from) != since || until <= since)
		return 0;
	return until - since;
}

/* Charges what take_peer_wait() takes. Global as credit() is. */
__noinline int charge_peer_wait(struct datapoint *dp, __u64 req_id, __u64 until, __u64 waits_from)
{
	struct update update = { .req_id = req_id, .ts = until, .feature = REQ_PEER_WAIT };

	if (!dp)
		return 0;
	update.delta = take_peer_wait(dp, until, waits_from);
	if (update.delta)
		credit(dp, &update, false);
	return 0;
}

/* Charges what has passed since its age was counted last. Global as credit() is. */
__noinline int charge_age(struct datapoint *dp, __u64 req_id, __u64 until)
{
	struct update update = { .req_id = req_id, .ts = until, .feature = REQ_AGE };
	__u64 since;

	if (!dp)
		return 0;
	since = dp->aged_until;
	if (until <= since || __sync_val_compare_and_swap(&dp->aged_until, since, until) != since)
		return 0;
	update.delta = until - since;
	credit(dp, &update, false);
	return 0;
}

/* Whether a request waited for its peer for long when the datapoints were walked last: then its wait grows with each snapshot. */
__u32 peers_wait SEC(".data.peers");

static __always_inline void begin_peer_wait(struct datapoint *dp, __u64 ts)
{
	if (!options.peer_waits || !dp || dp->peer_waits_since)
		return;
	dp->peer_waits_since = ts;
}

static __always_inline void end_peer_wait(struct datapoint *dp, __u64 req_id, __u64 ts)
{
	if (dp->peer_waits_since)
		charge_peer_wait(dp, req_id, ts, 0);
}

/*
 * Somebody works for the request of an update, which says nothing of an answer that is to be taken. A thread that it was handed to
 * found it in a queue of the application: that is where it waited. The update is used anew, to save its caller's stack.
 */
static __always_inline void end_peer_wait_by_work(struct datapoint *dp, const struct thread *thread, struct update *update)
{
	__u64 waited;

	if (dp->answered)
		return;
	update->ts -= update->delta;
	waited = take_peer_wait(dp, update->ts, 0);
	if (!waited || thread->inherited)
		return;
	update->feature = REQ_PEER_WAIT;
	update->delta = waited;
	credit(dp, update, false);
}

/* Whether CPU time has to wait until something says whose it is. */
static __always_inline bool is_pending(const struct thread *thread)
{
	return !thread->depth || (thread->tentative && is_mapped_automatically(thread));
}

/*
 * A thread that inherited a request may be done with it once it is answered, or may do the rest of it, as after an early status
 * line: what nobody claims is not charged then, but what the thread hands on is still for that request.
 */
static __always_inline bool may_be_done(const struct thread *thread, const struct datapoint *dp)
{
	return thread->inherited && dp->answered && !thread->late;
}

/* Of the running process. Apart, for the sake of its caller's stack. */
static __noinline int write_name(__u32 tgid)
{
	struct task_struct___named *task = (void *)bpf_get_current_task_btf();
	struct process_name name = {};
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);

	BPF_CORE_READ_STR_INTO(&name.comm, leader, comm);
	bpf_probe_read_kernel_str(&name.executable, sizeof(name.executable),
				  BPF_CORE_READ(task, mm, exe_file, f_path.dentry, d_name.name));
	return bpf_map_update_elem(&process_names, &tgid, &name, BPF_ANY);
}

static __always_inline void note_name(__u32 tgid)
{
	if (!bpf_map_lookup_elem(&process_names, &tgid))
		write_name(tgid);
}

/* The process that executes another program. */
static __always_inline void rename_process(__u32 tgid)
{
	if (bpf_map_lookup_elem(&process_names, &tgid))
		write_name(tgid);
}

static __noinline int add_share(__u64 req_id, __u32 tgid, __u64 delta)
{
	struct share share = { .req_id = req_id, .tgid = tgid };
	__u64 *cputime = bpf_map_lookup_elem(&shares, &share);
	__u64 none = 0;

	if (!cputime) {
		bpf_map_update_elem(&shares, &share, &none, BPF_NOEXIST);
		cputime = bpf_map_lookup_elem(&shares, &share);
	}
	if (cputime)
		__sync_fetch_and_add(cputime, delta);
	else
		lose(&losses.shares);
	return 0;
}

/* Which process it was that used CPU time. One process alone needs no place of its own. Global as credit() is. */
__noinline int note_share(struct thread *thread, struct datapoint *dp, __u64 req_id, __u64 delta)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;

	if (!thread || !dp)
		return 0;
	if (!thread->named) {
		note_name(tgid);
		thread->named = 1;
	}
	if (dp->tgid || __sync_val_compare_and_swap(&dp->tgid, 0, tgid)) {
		if (dp->tgid != tgid)
			add_share(req_id, tgid, delta);
	}
	return 0;
}

static __always_inline bool is_first_process(const struct datapoint *dp)
{
	return dp->tgid == (__u32)(bpf_get_current_pid_tgid() >> 32);
}

/*
 * false if the request's lock can't be had and the charge may wait. A request that is not in the map is not charged: one that is to
 * come back does so before, for the sake of the stack.
 */
__noinline int charge_cputime(struct thread *thread, __u64 req_id, __u64 ts, __u64 delta, int may_wait)
{
	struct update update = { .req_id = req_id, .ts = ts, .delta = delta, .feature = REQ_CPUTIME };
	struct datapoint *dp;

	if (!thread)
		return true;
	dp = bpf_map_lookup_elem(&datapoints, &req_id);
	if (is_mapped_automatically(thread) && thread->mappings[0].req_id == req_id) {
		if (!dp || (thread->inherited && dp->finished)) {
			thread->depth = 0;
			return true;
		}
		if (may_be_done(thread, dp)) {
			thread->tentative = SHARED;
			thread->pending += delta;
			return true;
		}
	}
	if (!dp)
		return true;
	if (!credit(dp, &update, may_wait))
		return false;
	if (dp->peer_waits_since)
		end_peer_wait_by_work(dp, thread, &update);
	__sync_fetch_and_add(&dp->n_cputime_updates, 1);
	__sync_fetch_and_add(&cpu_time.charged, delta);
	if (!is_first_process(dp))
		note_share(thread, dp, req_id, delta);
	return true;
}

static __always_inline __u64 runtime_counted(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return task->se.sum_exec_runtime;
}

/* What the running thread used since it was switched to, ns; counted may hold what was counted too much before. */
static __always_inline __u64 used_since_switch(const struct thread *thread)
{
	return runtime_counted() - thread->runtime_before;
}

static __always_inline __u64 faults_of(const struct task_struct *task)
{
	return task->min_flt + task->maj_flt;
}

/* Time and page faults count for the task from here on. What was counted too much before is counted less now. */
static __always_inline void begin_running(struct thread *thread, const struct task_struct *task, __u64 since,
					  __u64 runtime)
{
	__u64 used = runtime - thread->runtime_before;

	thread->counted = thread->runtime_before && thread->counted > used ? thread->counted - used : 0;
	thread->charged_until = since;
	thread->runtime_before = runtime;
	thread->faults = faults_of(task);
}

/*
 * What the thread used since it was last charged, ns. A hypervisor or an interrupt may have had the CPU meanwhile: in all, it
 * is no more than what the scheduler has counted, which may be a tick late while the thread runs.
 */
static __always_inline __u64 used_until(const struct thread *thread, __u64 ts, __u64 late)
{
	__u64 passed = ts - thread->charged_until;
	__u64 most = used_since_switch(thread) + late;

	if (most <= thread->counted)
		return 0;
	most -= thread->counted;
	return passed < most ? passed : most;
}

/* Of a request that is in the map: one that is to come back does so before, for the sake of the stack. Global as credit() is. */
__noinline int credit_since(const struct thread *thread, __u32 feature, __u64 delta)
{
	struct update update = { .req_id = request_of(thread), .feature = feature, .delta = delta };
	struct datapoint *dp;

	if (!thread || !update.req_id)
		return 0;
	update.ts = bpf_ktime_get_ns();
	dp = bpf_map_lookup_elem(&datapoints, &update.req_id);
	if (dp)
		credit(dp, &update, false);
	return 0;
}

/* The kernel counts the faults of each thread: charging what it has counted since needs no tracepoint. */
static __always_inline void credit_faults(struct thread *thread)
{
	__u64 faults = faults_of(bpf_get_current_task_btf());

	if (faults == thread->faults)
		return;
	credit_since(thread, REQ_PGFLT, faults - thread->faults);
	thread->faults = faults;
}

static __always_inline void credit_allocated(struct thread *thread)
{
	__u64 bytes = take_allocated(thread);

	if (bytes)
		credit_since(thread, REQ_MEM_MALLOC, bytes);
}

/* Charges the CPU time since the thread was last charged; false if that has to wait. */
static __always_inline bool credit_used(struct thread *thread, __u64 ts, __u64 late, bool may_wait)
{
	__u64 used, req_id;

	/* A mapper that was preempted after it read the clock comes late. */
	if (ts <= thread->charged_until)
		return true;
	if (!thread->charged_until) {
		if (allocations_counted)
			take_allocated(thread);
		begin_running(thread, bpf_get_current_task_btf(), ts, runtime_counted());
		return true;
	}
	used = used_until(thread, ts, late);
	req_id = is_pending(thread) ? 0 : request_of(thread);
	if (req_id && used && !is_mapped_automatically(thread))
		datapoint_to_credit(thread, req_id, ts);
	if (options.page_faults)
		credit_faults(thread);
	if (allocations_counted)
		credit_allocated(thread);
	if (is_pending(thread))
		thread->pending += used;
	else if (req_id && used && !charge_cputime(thread, req_id, ts, used, may_wait))
		return false;
	thread->counted += used;
	thread->charged_until = ts;
	return true;
}

static __always_inline bool credit_cputime(struct thread *thread, __u64 ts, bool may_wait)
{
	return credit_used(thread, ts, LONGEST_TICK_NS, may_wait);
}

__noinline int credit_thread(const struct thread *thread, __u32 feature, __u64 delta)
{
	struct update update = { .req_id = request_of(thread), .feature = feature, .delta = delta };
	struct datapoint *dp;

	if (!thread || !update.req_id)
		return 0;
	update.ts = bpf_ktime_get_ns();
	dp = datapoint_to_credit(thread, update.req_id, update.ts);
	if (dp)
		credit(dp, &update, false);
	return 0;
}

static __always_inline void credit_request(__u32 feature, __u64 delta)
{
	credit_thread(this_thread(), feature, delta);
}

/*
 * In what code the CPU time goes that is charged to a request, or pending. Where request mappers count, what no request is mapped
 * to stays without.
 */
static __always_inline bool is_sampled(struct thread *thread)
{
	if (!options.stacks || !thread)
		return false;
	if (is_pending(thread) && options.automatic && !thread->batch)
		thread->batch = new_batch();
	return true;
}

static __always_inline __u64 sampled_request(const struct thread *thread)
{
	return is_pending(thread) ? 0 : request_of(thread);
}

static __always_inline __u32 sampled_batch(const struct thread *thread)
{
	return is_pending(thread) ? thread->batch : 0;
}

#endif
