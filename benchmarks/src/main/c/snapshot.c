// SPDX-License-Identifier: GPL-3.0-or-later
/* What MapSnapshot does, in C: all entries of a map, in batches or one by one. Called by SnapshotBenchmark. */
#include <errno.h>
#include <stddef.h>
#include <bpf/bpf.h>

#define BATCH 8192

/* How many entries there were; -errno where it failed. The buffers have room for a batch more than the map holds. */
long snapshot_batch(int fd, char *keys, size_t key_size, char *values, size_t value_size)
{
	__u32 position, count;
	void *from = NULL;
	long entries = 0;
	int err;

	do {
		count = BATCH;
		err = bpf_map_lookup_batch(fd, from, &position, keys + entries * key_size,
					   values + entries * value_size, &count, NULL);
		if (err && err != -ENOENT)
			return err;
		entries += count;
		from = &position;
	} while (!err);
	return entries;
}

long snapshot_one_by_one(int fd, char *keys, size_t key_size, char *values, size_t value_size)
{
	void *previous = NULL;
	long entries = 0;

	while (!bpf_map_get_next_key(fd, previous, keys + entries * key_size)) {
		previous = keys + entries * key_size;
		if (!bpf_map_lookup_elem(fd, previous, values + entries * value_size))
			entries++;
	}
	return entries;
}
