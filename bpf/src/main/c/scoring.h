/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The detector's arithmetic: 64-bit integers only. The implementation in Java must give the same bits.
 */
#ifndef FINELAME_SCORING_H
#define FINELAME_SCORING_H

#include "finelame.h"

/* One feature adds at most this much to a distance, so that no sum overflows. */
#define LARGEST_CONTRIBUTION	(1ULL << 40)
/* What FineLame takes for an idle time of more than a second. */
#define LONG_IDLE_TIME		1000000000ULL
#define LONG_IDLE_DISTANCE	1000000000000000LL

/*
 * excess * weight / 2^shift, saturated. The product has 96 bits: high holds it without its last 32, low those.
 */
static __always_inline __u64 weighted(__u64 excess, __u32 weight, __u32 shift)
{
	__u64 lower = (excess & 0xffffffff) * weight;
	__u64 high = (excess >> 32) * weight + (lower >> 32);
	__u64 low = lower & 0xffffffff;
	__u64 result;

	if (shift >= 32) {
		result = shift < 96 ? high >> (shift - 32) : 0;
	} else {
		if (high >> (8 + shift))
			return LARGEST_CONTRIBUTION;
		result = high << (32 - shift) | low >> shift;
	}
	return result < LARGEST_CONTRIBUTION ? result : LARGEST_CONTRIBUTION;
}

/*
 * The logarithm to base 2 in units of 2^-16, linear between powers of two: it never falls. 0 for 0.
 */
static __always_inline __u64 logarithm(__u64 value)
{
	__u64 rest = value;
	__u64 fraction;
	__u32 power = 0;

	if (!value)
		return 0;
	if (rest >> 32) {
		rest >>= 32;
		power += 32;
	}
	if (rest >> 16) {
		rest >>= 16;
		power += 16;
	}
	if (rest >> 8) {
		rest >>= 8;
		power += 8;
	}
	if (rest >> 4) {
		rest >>= 4;
		power += 4;
	}
	if (rest >> 2) {
		rest >>= 2;
		power += 2;
	}
	power += rest >> 1;
	fraction = power >= 16 ? value >> (power - 16) : value << (16 - power);
	return ((__u64)power << 16) + (fraction & 0xffff);
}

/* A counter's value on the scale that centroids are on. */
static __always_inline __u64 position(const struct model *model, __u32 feature, __u64 value)
{
	__u64 sum;

	if (!model->logarithmic)
		return value;
	sum = value + model->offsets[feature];
	return logarithm(sum < value ? ~0ULL : sum);
}

/*
 * l1 and linf: the part of the distance that no completion can undo. Counters never go down, so only what a request used
 * beyond the centroid counts; the two-sided distance would flag every request at birth.
 */
static __always_inline __u64 contribution(const struct model *model, __u32 cluster, __u32 feature, __u64 position)
{
	__u64 centroid = model->centroids[cluster][feature];

	if (position <= centroid)
		return 0;
	return weighted(position - centroid, model->weights[feature], model->shifts[feature]);
}

/* finelame: FineLame's normalize_datapoint(), which truncates toward zero. */
static __always_inline __s64 normalized(const struct model *model, __u32 feature, __u64 delta)
{
	__u64 std = model->stds[feature];
	__s64 scaled = delta * model->multiplier;

	if (!delta || !std)
		return 0;
	if (feature == REQ_IDLE_TIME && delta > LONG_IDLE_TIME)
		return LONG_IDLE_DISTANCE;
	if (scaled < 0)
		return -(__s64)(-(__u64)scaled / std);
	return (__u64)scaled / std;
}

/*
 * Moves a request's distances by one update of a feature; they telescope, or keep the largest, so a request's updates may
 * come in any order. Global, so that the verifier looks at it once and not at every call.
 */
__noinline int move_distances(struct model *model, struct distances *distances, __u32 feature, __u64 from, __u64 to)
{
	__s64 delta = 0;
	__u32 i;

	if (!model || !distances || feature >= N_FEATURES)
		return 0;
	if (model->scoring == SCORING_FINELAME) {
		delta = normalized(model, feature, to - from);
	} else {
		from = position(model, feature, from);
		to = position(model, feature, to);
	}
	for (i = 0; i < MAX_K && i < model->k; i++) {
		if (model->scoring == SCORING_LINF) {
			__s64 reached = contribution(model, i, feature, to);

			if (reached > distances->to[i])
				distances->to[i] = reached;
			continue;
		}
		if (model->scoring == SCORING_L1)
			delta = contribution(model, i, feature, to) - contribution(model, i, feature, from);
		distances->to[i] += delta;
	}
	return 0;
}

/* Where a request stands before it has used anything. */
static __always_inline void start_distances(const struct model *model, struct distances *distances)
{
	__u32 i;

	for (i = 0; i < MAX_K; i++)
		distances->to[i] = model->scoring == SCORING_FINELAME && i < model->k ?
			-model->centroid_l1s[i] - model->centroid_offset : 0;
}

/* l1 and linf: an outlier lies outside of every cluster. */
static __always_inline bool outside_all(const struct model *model, const struct distances *distances)
{
	__u32 i;

	for (i = 0; i < MAX_K && i < model->k; i++) {
		if ((__u64)distances->to[i] <= model->thresholds[i])
			return false;
	}
	return true;
}

/* finelame: the nearest cluster that has a threshold decides, as in FineLame's update_outlier_score(). */
static __always_inline bool beyond_nearest(const struct model *model, const struct distances *distances)
{
	__u64 nearest = 1ULL << 62;
	bool outlier = false;
	__u32 i;

	for (i = 0; i < MAX_K && i < model->k; i++) {
		__s64 distance = distances->to[i];
		__u64 magnitude = distance < 0 ? -(__u64)distance : distance;

		if (magnitude >= nearest || !model->thresholds[i])
			continue;
		nearest = magnitude;
		outlier = distance > 0 && (__u64)distance > model->thresholds[i];
	}
	return outlier;
}

/* Global as move_distances() is. */
__noinline int is_outlier(const struct model *model, const struct distances *distances)
{
	if (!model || !distances)
		return false;
	return model->scoring == SCORING_FINELAME ? beyond_nearest(model, distances) : outside_all(model, distances);
}

#endif
