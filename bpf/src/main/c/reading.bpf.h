/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the recorder reads the datapoints: those that have changed, by one system call, which also takes out those that are over. */
#ifndef FINELAME_READING_BPF_H
#define FINELAME_READING_BPF_H

#include "finelame.bpf.h"
#include "auto_mapping.bpf.h"

/* Global, so that its counters are not known to the verifier, which would try each value. */
struct reading reading SEC(".data.reading");

/* Any request waits for a moment. */
#define LONG_WAIT_NS	500000000ULL

/* What has waited for long is reported less often: within an eighth of what it has waited. */
static __always_inline void advance_wait(struct datapoint *dp, __u64 req_id, __u64 ts)
{
	__u64 since = dp->peer_waits_since;

	if (!since)
		return;
	if (ts > since + LONG_WAIT_NS)
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

/* false if there is no room. One that is over is looked at once more: it is taken out if nothing has changed it by then. */
static __always_inline bool read_changed(struct datapoint *dp, __u64 req_id)
{
	__u32 at = reading.changed;
	struct datapoint *copy = bpf_map_lookup_elem(&changed_datapoints, &at);
	__u64 *key = bpf_map_lookup_elem(&changed_requests, &at);

	if (!copy || !key)
		return false;
	dp->changed = 0;
	dp->recorded = reading.number;
	barrier();
	*copy = *dp;
	*key = req_id;
	reading.changed++;
	if (is_done(dp))
		list_request(req_id);
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

/* false if there is no room. */
static __always_inline bool read_one(struct datapoint *dp, const __u64 *req_id)
{
	if (dp->recorded == reading.number)
		return true;
	if (dp->changed || !dp->recorded || reading.full)
		return read_changed(dp, *req_id);
	return !is_done(dp) || take_out(req_id);
}

static long walk_datapoint(const void *map, const __u64 *req_id, struct datapoint *dp, void *context)
{
	advance_wait(dp, *req_id, reading.ts);
	if (options.ages)
		advance_age(dp, *req_id, reading.ts);
	reading.in_map++;
	if (read_one(dp, req_id))
		return 0;
	listed.overflow = 1;
	return 1;
}

/* Called for each place of an array that has nothing to do with it: older kernels have no other loop of that many turns. */
static long read_listed(const void *map, const __u32 *turn, const void *value, void *context)
{
	__u32 at = reading.next;
	struct datapoint *dp;
	__u64 req_id;
	bool fresh;

	if (at >= reading.listed)
		return 1;
	req_id = listed.requests[!listed.current][at & (MAX_LISTED - 1)];
	dp = bpf_map_lookup_elem(&datapoints, &req_id);
	if (dp) {
		fresh = !dp->recorded;
		if (!read_one(dp, &req_id))
			return 1;
		reading.in_map += fresh;
	}
	reading.next = at + 1;
	return 0;
}

/* Once for each reading: what changes while it goes on is for the next one. */
static __always_inline void turn_lists(void)
{
	__u32 before = listed.current & 1;

	if (reading.turned == reading.number || (!reading.walk && reading.next < reading.listed))
		return;
	reading.turned = reading.number;
	listed.count[!before] = 0;
	listed.current = !before;
	reading.listed = listed.count[before];
	if (reading.listed > MAX_LISTED)
		reading.listed = MAX_LISTED;
	reading.next = reading.walk ? reading.listed : 0;
}

/* Each on its own: Linux 6.1 refuses one call for several maps, which the compiler would make of them. */
static __noinline int walk_datapoints(void)
{
	listed.overflow = 0;
	reading.in_map = 0;
	peers_wait = 0;
	bpf_for_each_map_elem(&datapoints, walk_datapoint, NULL, 0);
	return 0;
}

static __noinline int read_list(void)
{
	bpf_for_each_map_elem(&changed_requests, read_listed, NULL, 0);
	return 0;
}

/*
 * Run by the recorder itself. Each datapoint is read once for each reading, however often this is run for it: as long as one of the
 * arrays is full, or the list is not at its end. The requests that have changed are listed. Walking the map takes as long as it
 * has places: for what changes as time passes, which is a request whose peer is silent, one that waits for its answer, and one
 * that is idle; and for changes that were not listed.
 */
SEC("syscall")
int read_datapoints(void *ctx)
{
	reading.changed = 0;
	reading.over = 0;
	if (listed.overflow)
		reading.walk = 1;
	turn_lists();
	return reading.walk ? walk_datapoints() : read_list();
}

#endif
