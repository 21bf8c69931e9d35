/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What request mappers are made of: objects that belong to requests, and mappings of threads, which nest. */
#ifndef FINELAME_MAPPERS_BPF_H
#define FINELAME_MAPPERS_BPF_H

#include "arguments.bpf.h"
#include "charge.bpf.h"

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

#endif
