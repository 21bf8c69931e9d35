/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the preloaded library counts of a thread, and the eBPF programs read. */
#ifndef FINELAME_ALLOCATED_H
#define FINELAME_ALLOCATED_H

#include <linux/types.h>

/* "finelame" */
#define ALLOCATED_MARK		0x656d616c656e6966ULL

/* At the same distance from each thread's thread pointer. */
struct allocated {
	__u64 mark;		/* anything else is not a counter */
	__u64 bytes;		/* from allocators */
	__u64 pooled_bytes;	/* the same, but what pools gave out instead of what they were made of */
};

/* Where struct allocated is, for the recorder, which looks for the text in the library's data. */
struct allocated_place {
	char text[16];
	__s64 distance;		/* from a thread's thread pointer, bytes */
};

/* Which counter of a process counts. */
struct counter_place {
	__s64 distance;
	__u32 pooled;		/* pooled_bytes, instead of bytes */
	__u32 reserved;
};

#define ALLOCATED_PLACE_TEXT	"finelame memory"

#endif
