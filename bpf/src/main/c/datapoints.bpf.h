/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counters of a request. */
#ifndef FINELAME_DATAPOINTS_BPF_H
#define FINELAME_DATAPOINTS_BPF_H

#include "threads.bpf.h"

/* Apart, for the sake of its caller's stack. */
static __noinline int create_datapoint(__u64 req_id, __u64 ts)
{
	struct datapoint fresh = { .first_ts = ts, .latest_ts_update = ts, .aged_until = ts, .changed = 1 };
	int result = bpf_map_update_elem(&datapoints, &req_id, &fresh, BPF_NOEXIST);

	if (!result)
		list_request(req_id);
	any_changed = 1;
	return result;
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

#endif
