/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detector: a request's distances from the models, moved by each update, and what it reports and logs. */
#ifndef FINELAME_DETECT_BPF_H
#define FINELAME_DETECT_BPF_H

#include "datapoints.bpf.h"

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

/* Whether the request is an outlier for the first time. */
static __always_inline bool judge(struct score *score, struct datapoint *dp, const struct update *update, bool outlier)
{
	score->is_outlier = outlier;
	score->last_ts = update->ts;
	if (!score->is_outlier || score->detection_ts)
		return false;
	score->detection_ts = update->ts;
	score->detection_cputime = dp->cputime;
	report(score, dp, update);
	return true;
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

#endif
