/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What request mappers and resource monitors are made of: the maps that they share, which thread works for which request,
 * and how a request is charged. finelame.bpf.c is made of it, and so is every program of a configuration's ebpf_prog.
 */
#ifndef FINELAME_BPF_H
#define FINELAME_BPF_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/bpf_perf_event.h>
#include <linux/in.h>
#include <linux/ptrace.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "finelame.h"
#include "kernel.h"
#include "scoring.h"

#define MAX_NESTING 8
/* Only another CPU that updates the same request holds its lock, and not for long. */
#define LOCK_TRIES 128
/* Between two looks of the scheduler at a running thread, at 100 Hz. */
#define LONGEST_TICK_NS 10000000ULL

/* One mapping of a thread, begun by the request mapper with this number. */
struct mapping {
	__u64 req_id;		/* 0: the object belongs to no request */
	__u64 object;		/* whose request it is; 0: mapped by a request id */
	__u32 monitor;
	__u8 paired;		/* ends when the monitor's function returns */
	__u8 splits;		/* bytes received after a response start a new request */
	__u8 automatic;		/* begun by automatic mapping */
	__u8 reserved;
};

/* Mappings nest: a write within a read ends before the read does. */
struct thread {
	__u64 charged_until;	/* CPU time up to here is charged, pending or dropped; 0: not on a CPU */
	__u64 runtime_before;	/* what the scheduler had counted when the thread got its CPU, ns */
	__u64 counted;		/* since then, of the time until charged_until, and what was counted too much before */
	__u64 owed;		/* used before it left the CPU, but not charged yet */
	__u64 pending;		/* automatic mapping: CPU time whose request is not known yet, ns */
	__u64 waits_since;	/* off the CPU since then, of its own accord or not; 0: not counted */
	__u64 waits_for;	/* the request that is charged with it */
	__u64 owed_wait;	/* as owed, for what it waited */
	__u64 home;		/* automatic mapping: the futex at which it waits for work; 0: not known */
	__u64 waits_at;		/* automatic mapping: the futex at which it waits, for work or a lock; 0: none */
	__u64 takes_since;	/* automatic mapping: no request received before that can have come to it unnoticed, ns */
	__u64 stray;		/* the goroutine that it ran last, if that works for no request that is known; 0: none */
	__u64 stray_address;
	__u64 goroutine;	/* where the data is of the one that received, or sent, for its request last; 0: none */
	__u32 depth;
	__u8 in_futex;		/* what it waits for */
	__u8 inherited;		/* its automatic mapping comes from another thread */
	__u8 late;		/* inherited after its request was answered */
	__u8 answered;		/* it has answered the connection that it was mapped by */
	__u8 tentative;		/* of enum tentative */
	__u8 loops;		/* it waits for events of several connections */
	__u8 carrier;		/* runs virtual threads */
	__u8 passed_on;		/* it has handed its request over, or asked a back end on behalf of it */
	__u8 named;		/* what its process is called is noted */
	struct mapping mappings[MAX_NESTING];
};

/* Whether a mapping is certain. If not, CPU time is pending: another request may claim it. */
enum tentative {
	CERTAIN,
	TAIL,			/* the request was answered: what nobody claims is its own */
	SHARED,			/* the thread may as well work for another: what nobody claims is nobody's */
	GUESSED,		/* several requests were handed over at once: which of them is this thread's is not certain */
};

/* The request of an object of the application. */
struct association {
	__u64 req_id;
	__u64 came_by;		/* the request came by this object, which lives no longer than the request */
};

/* What a connection of a process to record carries. */
struct connection {
	__u64 req_id;		/* 0: none, or not known */
	__u64 sender;		/* the request of the local thread that sent to it last; 0: the bytes come from elsewhere */
	__u8 origin;		/* its request came by it */
	__u8 opened : 1;	/* its request opened it, and has not written to it yet */
	__u8 full : 1;		/* what its request sent last had to wait for room: the rest follows */
	__u16 requests;		/* that came by it; 65535: or more */
	__u32 reader;		/* the process that received from it last */
	__u64 latest;		/* the last request that came by it */
};

/* What a request used just then. */
struct update {
	__u64 req_id;
	__u64 ts;
	__u64 delta;
	__u32 feature;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 20);
	__type(key, __u64);
	__type(value, struct datapoint);
} datapoints SEC(".maps");

/*
 * Nothing says when an object is no more, and processes come and go: the objects that were not used for longest make room.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 17);
	__type(key, struct object);
	__type(value, struct association);
} associations SEC(".maps");

/* Finished requests: what is still associated with one is older than what has its address now. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, __u64);
	__type(value, __u8);
} ended SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct thread);
} threads SEC(".maps");

/* The processes to record, by thread group; the value is of enum target. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, __u32);
	__type(value, __u32);
} targets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct connection);
} connections SEC(".maps");

/* In its place, by address, where kprobes serve: the verifier lets their programs use no storage of a socket. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, __u64);
	__type(value, struct connection);
} connections_by_address SEC(".maps");

/* The models in use, and those before them: a new one is made ready in the next slot, then control names its generation. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MODEL_SLOTS);
	__type(key, __u32);
	__type(value, struct model);
} models SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 20);
	__uint(key_size, sizeof(__u64));
	/* Smaller if fewer models have to agree, which a type would not allow. */
	__uint(value_size, sizeof(struct score));
} scores SEC(".maps");

/* CPU time of requests that several processes work for, ns, by all but the first one: that has the rest. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, struct share);
	__type(value, __u64);
} shares SEC(".maps");

/* What the processes that were charged are called: they may have ended before the recorder can look at them. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 13);
	__type(key, __u32);
	__type(value, struct process_name);
} process_names SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} events SEC(".maps");

/* Updates that found no place in the ring buffer, by the CPU that they came from. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost_events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 18);
} detections SEC(".maps");

const volatile struct options options SEC(".rodata.options");
struct control control SEC(".data.control");
struct losses losses SEC(".data.losses");
struct cpu_time cpu_time SEC(".data.cpu_time");
__u64 last_req_id SEC(".data.requests");

/* Only what a map or a global variable names is in the BTF, from which user space learns the layouts, and tests the numbers. */
const struct event *event_layout SEC(".data.layouts");
const struct detection *detection_layout SEC(".data.layouts");
const enum feature *feature_numbers SEC(".data.layouts");
const enum operation *operation_numbers SEC(".data.layouts");
const enum target *target_numbers SEC(".data.layouts");

static __always_inline void lose(__u64 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

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

/* Apart, for the sake of its caller's stack. */
static __noinline int create_datapoint(__u64 req_id, __u64 ts)
{
	struct datapoint fresh = { .first_ts = ts, .latest_ts_update = ts, .aged_until = ts };

	return bpf_map_update_elem(&datapoints, &req_id, &fresh, BPF_NOEXIST);
}

/* Of a request that has none yet. */
static __always_inline struct datapoint *new_datapoint(__u64 req_id, __u64 ts)
{
	struct datapoint *dp;

	create_datapoint(req_id, ts);
	dp = bpf_map_lookup_elem(&datapoints, &req_id);
	if (!dp)
		lose(&losses.datapoints);
	return dp;
}

static __always_inline struct datapoint *datapoint_of(__u64 req_id, __u64 ts)
{
	struct datapoint *dp = bpf_map_lookup_elem(&datapoints, &req_id);

	return dp ? dp : new_datapoint(req_id, ts);
}

static __always_inline bool is_mapped_automatically(const struct thread *thread)
{
	return thread->depth == 1 && thread->mappings[0].automatic;
}

/*
 * A request of automatic mapping that left the map is over. Any other may have been idle for so long that the recorder took
 * it out: it comes back.
 */
static __always_inline struct datapoint *datapoint_to_credit(const struct thread *thread, __u64 req_id, __u64 ts)
{
	struct datapoint *dp = bpf_map_lookup_elem(&datapoints, &req_id);

	if (dp || is_mapped_automatically(thread) || bpf_map_lookup_elem(&ended, &req_id))
		return dp;
	return datapoint_of(req_id, ts);
}

static __always_inline __u64 *counter_of(struct datapoint *dp, __u32 feature)
{
	if (feature >= N_FEATURES)
		feature = 0;
	return (__u64 *)((void *)dp + offsetof(struct datapoint, cputime)) + feature;
}

/* Not on the stack, which all functions of a program share. */
struct score no_score SEC(".data.score");

static __always_inline int create_score(__u64 req_id)
{
	return bpf_map_update_elem(&scores, &req_id, &no_score, BPF_NOEXIST);
}

static __always_inline struct score *score_of(__u64 req_id)
{
	struct score *score = bpf_map_lookup_elem(&scores, &req_id);

	if (score)
		return score;
	create_score(req_id);
	return bpf_map_lookup_elem(&scores, &req_id);
}

static __always_inline bool lock_score(struct score *score)
{
	int i;

	for (i = 0; i < LOCK_TRIES; i++) {
		if (__sync_val_compare_and_swap(&score->lock, 0, 1) == 0)
			return true;
	}
	return false;
}

/* NULL if there is none of that generation. */
static __always_inline struct model *model_of(__u32 generation)
{
	__u32 slot = generation & (MODEL_SLOTS - 1);
	struct model *model = bpf_map_lookup_elem(&models, &slot);

	return model && generation && model->generation == generation ? model : NULL;
}

static __always_inline struct distances *distances_by(struct score *score, __u32 generation)
{
	__u32 place = options.consensus > 1 ? generation % options.consensus : 0;

	/* Never, but older verifiers don't know what a remainder is less than. */
	if (place >= options.consensus)
		place = 0;
	return &score->distances[place];
}

/* Under a new model a score starts anew, and what the request has used by then counts at once. */
static __always_inline void adopt(struct score *score, struct datapoint *dp, __u32 generation)
{
	struct distances *distances = distances_by(score, generation);
	struct model *model = model_of(generation);
	__u32 feature;

	if (!model)
		return;
	start_distances(model, distances);
	for (feature = 0; feature < N_FEATURES; feature++)
		move_distances(model, distances, feature, 0, *counter_of(dp, feature));
}

/* Those of the last models, as many as have to agree, that the score has not been by. */
static __always_inline void adopt_until(struct score *score, struct datapoint *dp, __u32 newest)
{
	__u32 i;

	if (score->generation == newest)
		return;
	for (i = 0; i < MAX_CONSENSUS && i < options.consensus && newest - i > score->generation; i++)
		adopt(score, dp, newest - i);
	score->generation = newest;
}

/* Moves the distances by each of the last models; whether the request is an outlier by all of them. */
static __always_inline bool move_all(struct score *score, const struct update *update, __u64 from, __u32 newest)
{
	bool asked = false, outlier = true;
	__u32 i;

	for (i = 0; i < MAX_CONSENSUS && i < options.consensus && i < newest; i++) {
		struct distances *distances = distances_by(score, newest - i);
		struct model *model = model_of(newest - i);

		if (!model)
			continue;
		asked = true;
		move_distances(model, distances, update->feature, from, from + update->delta);
		if (!is_outlier(model, distances))
			outlier = false;
	}
	return asked && outlier;
}

static __always_inline void report(struct score *score, struct datapoint *dp, const struct update *update)
{
	struct detection *detection = bpf_ringbuf_reserve(&detections, sizeof(*detection), 0);

	if (!detection) {
		lose(&losses.detections);
		return;
	}
	detection->ts = update->ts;
	detection->req_id = update->req_id;
	detection->cputime = dp->cputime;
	detection->feature = update->feature;
	detection->generation = score->generation;
	detection->sport = dp->sport;
	__builtin_memset(detection->reserved, 0, sizeof(detection->reserved));
	__builtin_memcpy(detection->saddr, dp->saddr, sizeof(detection->saddr));
	detection->distances = *distances_by(score, score->generation);
	bpf_ringbuf_submit(detection, 0);
}

static __always_inline void judge(struct score *score, struct datapoint *dp, const struct update *update, bool outlier)
{
	score->is_outlier = outlier;
	score->last_ts = update->ts;
	if (score->is_outlier && !score->detection_ts) {
		score->detection_ts = update->ts;
		score->detection_cputime = dp->cputime;
		report(score, dp, update);
	}
}

static __always_inline void lose_event(void)
{
	__u32 first = 0;
	__u64 *lost = bpf_map_lookup_elem(&lost_events, &first);

	lose(&losses.events);
	if (lost)
		lose(lost);
}

/* The recorder comes for them many times a second: waking it up for each would cost more than the update. */
static __always_inline void log_event(const struct score *score, const struct update *update, __u64 from)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		lose_event();
		return;
	}
	event->ts = update->ts;
	event->req_id = update->req_id;
	event->sequence = score->updates;
	event->from = from;
	event->delta = update->delta;
	event->feature = update->feature;
	event->generation = score->generation;
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

/* Under the request's lock: its updates have one order, which replay can repeat. */
static __noinline int credit_watched(struct datapoint *dp, struct score *score, const struct update *update)
{
	__u32 newest = control.model;
	__u64 from;

	if (!dp || !score || !update)
		return 0;
	if (newest)
		adopt_until(score, dp, newest);
	from = __sync_fetch_and_add(counter_of(dp, update->feature), update->delta);
	score->updates++;
	if (newest)
		judge(score, dp, update, move_all(score, update, from, newest));
	if (control.log)
		log_event(score, update, from);
	return 0;
}

/* To wait for its peer, or to grow old, is no use of the server: the request is idle. */
static __always_inline void note_use(struct datapoint *dp, const struct update *update)
{
	if (update->feature != REQ_PEER_WAIT && update->feature != REQ_AGE)
		dp->latest_ts_update = update->ts;
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

	if (!dp || !update)
		return true;
	if (control.watch) {
		score = score_of(update->req_id);
		if (score && lock_score(score)) {
			credit_watched(dp, score, update);
			note_use(dp, update);
			__sync_lock_test_and_set(&score->lock, 0);
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

/* Whether a request may wait for its peer: as long as none does, the datapoints need not be looked through for them. */
__u32 peers_wait SEC(".data.peers");

static __always_inline void begin_peer_wait(struct datapoint *dp, __u64 ts)
{
	if (!options.peer_waits || !dp || dp->peer_waits_since)
		return;
	dp->peer_waits_since = ts;
	peers_wait = 1;
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

/* Time counts for the running thread from here on. What was counted too much before is counted less now. */
static __always_inline void begin_running(struct thread *thread, __u64 since, __u64 runtime)
{
	__u64 used = runtime - thread->runtime_before;

	thread->counted = thread->runtime_before && thread->counted > used ? thread->counted - used : 0;
	thread->charged_until = since;
	thread->runtime_before = runtime;
}

/*
 * What the thread used since it was last charged, ns. A hypervisor or an interrupt may have had the CPU meanwhile: in all, it
 * is no more than what the scheduler has counted, which may be a tick late while the thread runs.
 */
static __always_inline __u64 used_until(const struct thread *thread, __u64 ts, __u64 late)
{
	__u64 passed = ts - thread->charged_until;
	__u64 most = runtime_counted() - thread->runtime_before + late;

	if (most <= thread->counted)
		return 0;
	most -= thread->counted;
	return passed < most ? passed : most;
}

/* Charges the CPU time since the thread was last charged; false if that has to wait. */
static __always_inline bool credit_used(struct thread *thread, __u64 ts, __u64 late, bool may_wait)
{
	__u64 used, req_id;

	/* A mapper that was preempted after it read the clock comes late. */
	if (ts <= thread->charged_until)
		return true;
	if (!thread->charged_until) {
		begin_running(thread, ts, runtime_counted());
		return true;
	}
	used = used_until(thread, ts, late);
	if (is_pending(thread)) {
		thread->pending += used;
	} else {
		req_id = request_of(thread);
		if (req_id && used && !is_mapped_automatically(thread))
			datapoint_to_credit(thread, req_id, ts);
		if (req_id && used && !charge_cputime(thread, req_id, ts, used, may_wait))
			return false;
	}
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

static __always_inline struct object object_at(__u64 address)
{
	struct object object = { .address = address, .tgid = bpf_get_current_pid_tgid() >> 32 };

	return object;
}

static __always_inline void associate_as(__u64 address, __u64 req_id, bool came_by)
{
	struct association association = { .req_id = req_id, .came_by = came_by };
	struct object object = object_at(address);

	if (bpf_map_update_elem(&associations, &object, &association, BPF_ANY))
		lose(&losses.associations);
}

static __always_inline void associate(__u64 address, __u64 req_id)
{
	associate_as(address, req_id, false);
}

static __always_inline bool has_finished(__u64 req_id)
{
	struct datapoint *dp = bpf_map_lookup_elem(&datapoints, &req_id);

	return dp ? dp->finished : (bool)bpf_map_lookup_elem(&ended, &req_id);
}

/* 0 if it has none. The address of a connection that is closed may be another's by now. */
static __always_inline __u64 request_of_object(__u64 address)
{
	struct object object = object_at(address);
	struct association *association = bpf_map_lookup_elem(&associations, &object);

	if (!association || (association->came_by && has_finished(association->req_id)))
		return 0;
	return association->req_id;
}

static __always_inline __u64 next_req_id(void)
{
	return __sync_fetch_and_add(&last_req_id, 1) + 1;
}

/* Starts a request and associates an object of the application with it; 0 where there is no room, or the process is not one to record. */
static __always_inline __u64 new_request(__u64 address, __u64 ts)
{
	__u64 req_id;

	if (!is_recorded())
		return 0;
	req_id = next_req_id();
	if (!new_datapoint(req_id, ts))
		return 0;
	associate_as(address, req_id, true);
	return req_id;
}

/*
 * Maps the running thread to a request until the monitor of the cookie (COOKIE_*, or 0) ends it. A mapping that no return
 * ends is replaced when its monitor fires again. An object without a request (0) leaves the thread to the request it has,
 * but is a mapping all the same: the function's return ends it.
 */
static __always_inline void map_thread(__u64 req_id, __u64 object, __u64 cookie, __u64 ts)
{
	__u32 monitor = COOKIE_MONITOR(cookie);
	struct thread *thread;
	struct mapping *top;
	__u32 depth;

	if (!is_recorded())
		return;
	thread = bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL,
				      req_id ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0);
	if (!thread) {
		if (req_id)
			lose(&losses.threads);
		return;
	}
	credit_cputime(thread, ts, false);
	if (!req_id)
		req_id = request_of(thread);
	depth = thread->depth;
	if (depth > 0 && depth <= MAX_NESTING) {
		top = &thread->mappings[(depth - 1) & (MAX_NESTING - 1)];
		if (!top->paired && top->monitor == monitor) {
			top->req_id = req_id;
			top->object = object;
			return;
		}
	}
	if (depth >= MAX_NESTING) {
		lose(&losses.nesting);
		return;
	}
	top = &thread->mappings[depth & (MAX_NESTING - 1)];
	top->req_id = req_id;
	top->object = object;
	top->monitor = monitor;
	top->paired = COOKIE_PAIRED(cookie);
	top->splits = COOKIE_SPLITS(cookie);
	top->automatic = 0;
	thread->depth = depth + 1;
}

/*
 * A return ends the mapping that its own function began, and any that was left open within. Elsewhere only a mapping
 * that no return ends is ended: libuv calls uv_async_send in pool threads, and within uv__read as well.
 */
static __always_inline void unmap_thread(__u64 cookie, __u64 ts)
{
	struct thread *thread = this_thread();
	__u32 monitor = COOKIE_MONITOR(cookie);
	struct mapping *mapping;
	int i;

	if (!thread || thread->depth == 0)
		return;
	credit_cputime(thread, ts, false);
	if (!COOKIE_PAIRED(cookie)) {
		mapping = &thread->mappings[(thread->depth - 1) & (MAX_NESTING - 1)];
		if (!mapping->paired)
			thread->depth--;
		return;
	}
	for (i = MAX_NESTING - 1; i >= 0; i--) {
		mapping = &thread->mappings[i];
		if ((__u32)i < thread->depth && mapping->paired && mapping->monitor == monitor) {
			thread->depth = i;
			return;
		}
	}
}

/*
 * A field of a socket. To the verifier, a kprobe's argument is a number: only a helper may follow it. options is known when
 * the programs are loaded, so that no other program has the branch.
 */
#define SOCK_FIELD(sk, field) (options.by_address ? BPF_CORE_READ(sk, field) : (sk)->field)

/* NULL if nothing is known of it. */
static __always_inline struct connection *connection_of(struct sock *sk)
{
	__u64 address = (__u64)sk;

	if (options.by_address)
		return bpf_map_lookup_elem(&connections_by_address, &address);
	return bpf_sk_storage_get(&connections, sk, NULL, 0);
}

static __always_inline struct connection *connection_at(__u64 address)
{
	struct connection fresh = {};

	bpf_map_update_elem(&connections_by_address, &address, &fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&connections_by_address, &address);
}

static __always_inline struct connection *new_connection(struct sock *sk)
{
	struct connection *connection;

	if (options.by_address)
		connection = connection_at((__u64)sk);
	else
		connection = bpf_sk_storage_get(&connections, sk, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!connection)
		lose(&losses.threads);
	return connection;
}

/* A request that left the map is over, whatever became of its connection. */
__noinline int is_answered(__u64 req_id)
{
	struct datapoint *dp = bpf_map_lookup_elem(&datapoints, &req_id);

	return !dp || dp->answered || dp->finished;
}

static __always_inline void finish_datapoint(struct datapoint *dp, __u64 req_id)
{
	__u8 yes = 1;

	if (dp->peer_waits_since)
		charge_peer_wait(dp, req_id, bpf_ktime_get_ns(), 0);
	if (options.ages && !dp->answered && !dp->finished)
		charge_age(dp, req_id, bpf_ktime_get_ns());
	dp->finished = 1;
	if (!options.automatic)
		bpf_map_update_elem(&ended, &req_id, &yes, BPF_ANY);
}

__noinline int finish(__u64 req_id)
{
	struct datapoint *dp = bpf_map_lookup_elem(&datapoints, &req_id);

	if (dp)
		finish_datapoint(dp, req_id);
	return 0;
}

static __always_inline bool is_unix(struct sock *sk)
{
	return SOCK_FIELD(sk, __sk_common.skc_family) == AF_UNIX;
}

static __always_inline bool is_tcp(struct sock *sk)
{
	__u16 family = SOCK_FIELD(sk, __sk_common.skc_family);

	return (family == AF_INET || family == AF_INET6) &&
	       (SOCK_FIELD(sk, sk_protocol) == IPPROTO_TCP || SOCK_FIELD(sk, sk_protocol) == IPPROTO_MPTCP);
}

/* Whether it carries a stream of bytes, or messages in order, between two ends. */
static __always_inline bool is_stream(struct sock *sk)
{
	if (is_unix(sk))
		return SOCK_FIELD(sk, sk_type) == SOCK_STREAM || SOCK_FIELD(sk, sk_type) == SOCK_SEQPACKET;
	return is_tcp(sk);
}

static __always_inline __u16 peer_port(struct sock *sk)
{
	return bpf_ntohs(SOCK_FIELD(sk, __sk_common.skc_dport));
}

/* As a datapoint has it: IPv4 as ::ffff:a.b.c.d; that of a UNIX socket is unspecified. */
static __always_inline void peer_address(struct sock *sk, __u8 *to)
{
	__u32 *address = (__u32 *)to;

	if (SOCK_FIELD(sk, __sk_common.skc_family) == AF_INET) {
		address[0] = 0;
		address[1] = 0;
		address[2] = bpf_htonl(0xffff);
		address[3] = SOCK_FIELD(sk, __sk_common.skc_daddr);
	} else if (SOCK_FIELD(sk, __sk_common.skc_family) == AF_INET6) {
		address[0] = SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[0]);
		address[1] = SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[1]);
		address[2] = SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[2]);
		address[3] = SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[3]);
	}
}

/* Where a request stands among those of its connection. */
static __always_inline void note_place(struct datapoint *dp, __u64 req_id, struct connection *connection,
				       struct datapoint *before)
{
	if (before)
		before->followed = 1;
	connection->latest = req_id;
	dp->nth = connection->requests;
	if (connection->requests < 0xffff)
		connection->requests++;
}

/* The peer, and what is known of the connection: before is the request that came by it last, or NULL. */
static __always_inline void set_origin(struct datapoint *dp, __u64 req_id, struct sock *sk, struct connection *connection,
				       struct datapoint *before)
{
	peer_address(sk, dp->saddr);
	dp->sport = is_unix(sk) ? 0 : peer_port(sk);
	dp->origin = SOCK_FIELD(sk, __sk_common.skc_family);
	if (!connection)
		return;
	connection->req_id = req_id;
	connection->origin = 1;
	note_place(dp, req_id, connection, before);
}

/* The first connection that a request receives from is the one that it came by. */
static __always_inline void note_origin(struct datapoint *dp, __u64 req_id, struct sock *sk)
{
	struct connection *connection;
	struct datapoint *before = NULL;

	/* A program of ebpf_prog may have set the port. */
	if (dp->origin || dp->sport)
		return;
	connection = new_connection(sk);
	if (connection && connection->latest)
		before = bpf_map_lookup_elem(&datapoints, &connection->latest);
	set_origin(dp, req_id, sk, connection, before);
}

#endif
