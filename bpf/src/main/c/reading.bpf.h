/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the recorder reads the datapoints: those that have changed, by one system call, which also takes out those that are over. */
#ifndef FINELAME_READING_BPF_H
#define FINELAME_READING_BPF_H

#include "finelame.bpf.h"
#include "auto_mapping.bpf.h"

/* Global, so that its counters are not known to the verifier, which would try each value. */
struct reading reading SEC(".data.reading");

/* What has waited for long is reported less often: within an eighth of what it has waited. */
static __always_inline void advance_wait(struct datapoint *dp, __u64 req_id, __u64 ts)
{
	__u64 since = dp->peer_waits_since;

	if (!since)
		return;
	peers_wait = 1;
	if (ts > since && ts - since > dp->peer_wait / 8)
		charge_peer_wait(dp, req_id, ts, ts);
}

static __always_inline void advance_age(struct datapoint *dp, __u64 req_id, __u64 ts)
{
	__u64 since = dp->aged_until;

	if (is_unanswered(dp) && ts > since && ts - since > dp->age / 8)
		charge_age(dp, req_id, ts);
}

/* It came by TCP and is not answered: its connection's end will finish it, and until then no peer is slow enough to be taken for several. */
static __always_inline bool is_awaited(const struct datapoint *dp)
{
	return (dp->origin == AF_INET || dp->origin == AF_INET6) && !dp->answered;
}

static __always_inline bool is_done(const struct datapoint *dp)
{
	if (dp->finished)
		return true;
	return reading.ts > dp->latest_ts_update && reading.ts - dp->latest_ts_update > reading.idle_ns && !is_awaited(dp);
}

/* false if there is no room. */
static __always_inline bool read_changed(struct datapoint *dp, __u64 req_id)
{
	__u32 at = reading.changed;
	struct datapoint *copy = bpf_map_lookup_elem(&changed_datapoints, &at);
	__u64 *key = bpf_map_lookup_elem(&changed_requests, &at);

	if (!copy || !key)
		return false;
	dp->changed = 0;
	dp->recorded = reading.snapshot;
	barrier();
	*copy = *dp;
	*key = req_id;
	reading.changed++;
	return true;
}

/* Its last value is recorded: nothing has changed it since. */
static __always_inline bool take_out(const __u64 *req_id)
{
	__u32 at = reading.over;
	__u64 *key = bpf_map_lookup_elem(&over_requests, &at);

	if (!key)
		return false;
	*key = *req_id;
	bpf_map_delete_elem(&datapoints, req_id);
	reading.over++;
	reading.in_map--;
	return true;
}

static long read_datapoint(const void *map, const __u64 *req_id, struct datapoint *dp, void *context)
{
	advance_wait(dp, *req_id, reading.ts);
	if (options.ages)
		advance_age(dp, *req_id, reading.ts);
	reading.in_map++;
	if (dp->recorded == reading.snapshot)
		return 0;
	if (dp->changed || !dp->recorded || reading.full)
		return !read_changed(dp, *req_id);
	return is_done(dp) && !take_out(req_id);
}

/*
 * Run by the recorder itself. Each datapoint is read once for a snapshot, however often this is run for it: as long as one of the
 * arrays is full. Nothing else tells of the time that passes for a request whose peer is silent, or that waits for its answer.
 */
SEC("syscall")
int read_datapoints(void *ctx)
{
	reading.changed = 0;
	reading.over = 0;
	reading.in_map = 0;
	peers_wait = 0;
	bpf_for_each_map_elem(&datapoints, read_datapoint, NULL, 0);
	return 0;
}

#endif
