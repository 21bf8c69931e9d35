/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the eBPF programs and the recorder agree on. */
#ifndef FINELAME_H
#define FINELAME_H

#include <linux/types.h>

/*
 * What a request has used so far. The recording keeps this value as it is and describes it by its BTF: fields may be
 * added, moved and dropped, but a name keeps its meaning and unit.
 */
struct datapoint {
	__u64 first_ts;		/* ns, CLOCK_MONOTONIC */
	__u64 latest_ts_update;
	__u64 cputime;		/* ns */
	__u64 mem_malloc;	/* bytes */
	__u64 pgfaults;
	__u64 tcp_idle_time;	/* ns between two receives */
	__u64 tcp_sent;		/* bytes */
	__u64 tcp_rcvd;
	__u64 cache_misses;
	__u64 cache_refs;
	__u64 last_tcp_rcv_ts;
	__u32 n_cputime_updates;
	__u16 sport;		/* the peer's port, host order */
	__u8 finished;		/* its connection is closed */
	__u8 reserved;
	__u8 saddr[16];		/* the peer's address; IPv4 as ::ffff:a.b.c.d */
};

/* An object of the application (connection, work item) lives in one address space. */
struct object {
	__u64 address;
	__u32 tgid;
	__u32 reserved;
};

/* What could not be recorded, counted since the programs were loaded. */
struct losses {
	__u64 datapoints;	/* the datapoints map was full */
	__u64 associations;	/* the associations map was full */
	__u64 threads;		/* no memory for a thread's storage */
	__u64 nesting;		/* mappings nested deeper than MAX_NESTING */
	__u64 events;		/* the ring buffer was full */
};

/* What a request mapper does when its function is entered or returns. */
enum operation {
	OP_NEW = 1,		/* start a request and associate the object with it */
	OP_PASS,		/* associate the object with the thread's request */
	OP_PASS_AND_UNMAP,
	OP_MAP,			/* map the thread to the object's request */
	OP_MAP_ID,		/* map the thread to the request whose id is the argument */
	OP_UNMAP,
};

/*
 * The attach cookie of a request mapper: operation, position of the argument (1 to 5; 0: the return value), size of a
 * request id in bytes, whether the function's return ends the mapping, and the monitor's number, which pairs the two.
 */
#define COOKIE_OPERATION(c)	((c) & 0xff)
#define COOKIE_POSITION(c)	(((c) >> 8) & 0xff)
#define COOKIE_ID_SIZE(c)	(((c) >> 16) & 0xff)
#define COOKIE_PAIRED(c)	(((c) >> 24) & 1)
#define COOKIE_MONITOR(c)	((__u32)((c) >> 32))

/* The attach cookie of a memory monitor: positions of the size and of the count it is multiplied by (0: none). */
#define COOKIE_SIZE(c)		((c) & 0xff)
#define COOKIE_COUNT(c)		(((c) >> 8) & 0xff)

#endif
