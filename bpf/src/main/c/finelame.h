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
	/* The features, in the order of enum feature. */
	__u64 cputime;		/* ns */
	__u64 mem_malloc;	/* bytes */
	__u64 pgfaults;
	__u64 tcp_idle_time;	/* ns between two receives */
	__u64 tcp_sent;		/* bytes */
	__u64 tcp_rcvd;
	__u64 cache_misses;
	__u64 cache_refs;
	__u64 offcpu;		/* ns that threads mapped to it waited off the CPU */
	__u64 syscalls;
	__u64 file_read;	/* bytes, from regular files by system calls */
	__u64 file_written;	/* bytes */
	__u64 futex_wait;	/* ns of offcpu that were spent in futex(2) */
	__u64 fds_opened;
	__u64 instructions;
	__u64 custom;		/* whatever a program of ebpf_prog counts */
	__u64 peer_wait;	/* ns that it waited for its peer: to send more of it, or to take the answer */
	__u64 age;		/* ns from its first byte to the last of its answer, or until now */
	__u64 last_tcp_rcv_ts;
	__u64 peer_waits_since;	/* it waits for its peer since then, which peer_wait doesn't have yet; 0: it doesn't */
	__u64 aged_until;	/* age has what passed until then */
	__u64 answered_ts;	/* when bytes were sent to its peer last; 0: none were */
	__u32 n_cputime_updates;
	__u16 sport;		/* the peer's port, host order */
	__u8 finished;		/* its connection is closed */
	__u8 answered;		/* bytes were sent to its peer */
	__u8 saddr[16];		/* the peer's address; IPv4 as ::ffff:a.b.c.d */
	__u64 origin;		/* address family of the connection that it came by; 0: not known */
	__u32 tgid;		/* the process that used CPU time for it first; 0: none has */
	__u16 nth;		/* requests that came by its connection before it, as far as they were recorded; 65535: or more */
	__u8 followed;		/* another request came by its connection after it */
	__u8 changed;		/* since it was recorded last */
	__u32 recorded;		/* the number of the snapshot that it was recorded with last, from 1; 0: none */
	__u32 reserved;
};

/* CPU time that a process used for a request which another process used CPU time for first. */
struct share {
	__u64 req_id;
	__u32 tgid;		/* in the initial pid namespace */
	__u32 reserved;
};

/* What a process runs. */
struct process_name {
	char comm[16];		/* of its first thread */
	char executable[32];	/* the file's name, without directories */
};

enum feature {
	REQ_CPUTIME,
	REQ_MEM_MALLOC,
	REQ_PGFLT,
	REQ_IDLE_TIME,
	REQ_TCP_SENT,
	REQ_TCP_RCVD,
	REQ_CACHE_MISSES,
	REQ_CACHE_REFS,
	REQ_OFFCPU,
	REQ_SYSCALLS,
	REQ_FILE_READ,
	REQ_FILE_WRITTEN,
	REQ_FUTEX_WAIT,
	REQ_FDS_OPENED,
	REQ_INSTRUCTIONS,
	REQ_CUSTOM,
	REQ_PEER_WAIT,
	REQ_AGE,
	N_FEATURES,
};

#define MAX_K 16
/* How many models, at most, have to agree. */
#define MAX_CONSENSUS 8
/* A model's slot is written anew long after the last program that read it has ended: MAX_CONSENSUS models later, at least. */
#define MODEL_SLOTS 16

/* How a model scores; scoring.h has the formulas. */
enum scoring {
	SCORING_L1,
	SCORING_FINELAME,
	SCORING_LINF,
};

/* A trained model in fixed point. Features that are not part of it have weight (l1, linf) or std (finelame) 0. */
struct model {
	__u32 generation;	/* identifies the model; 0: none */
	__u32 scoring;
	__u32 k;
	__u32 logarithmic;	/* l1, linf: counters are measured by their logarithms */
	__u64 thresholds[MAX_K];
	/* l1, linf */
	__u64 centroids[MAX_K][N_FEATURES];
	__u32 weights[N_FEATURES];
	__u32 shifts[N_FEATURES];
	__u64 offsets[N_FEATURES];	/* added to a counter before its logarithm is taken */
	/* finelame */
	__s64 centroid_l1s[MAX_K];
	__s64 centroid_offset;
	__u64 multiplier;	/* 10^m_scale or 2^m_scale */
	__u64 stds[N_FEATURES];
};

/* How far a request is from each cluster of a model. */
struct distances {
	__s64 to[MAX_K];
};

/*
 * A request's distances by the last models, and whether and when it left all clusters of each. The map holds, and a recording has,
 * as many distances as there are models that have to agree.
 */
struct score {
	__u32 lock;
	__u32 generation;	/* of the newest model that the distances belong to */
	__u64 updates;		/* counter updates so far: the sequence number of the last */
	__u64 detection_ts;	/* of the first update that made it an outlier, under whichever model; 0: none did */
	__u64 detection_cputime;
	__u64 last_ts;
	__u64 is_outlier;	/* after the last update */
	struct distances distances[MAX_CONSENSUS];	/* a model's are at its generation % options.consensus */
};

/* One counter update of one request. */
struct event {
	__u64 ts;
	__u64 req_id;
	__u64 sequence;		/* of this request's updates, from 1 */
	__u64 from;		/* the counter's value before it */
	__u64 delta;
	__u32 feature;
	__u32 generation;	/* of the model it was scored by; 0: none */
};

/* The update that made a request an outlier for the first time, reported immediately. */
struct detection {
	__u64 ts;
	__u64 req_id;
	__u64 cputime;		/* ns it has used */
	__u32 feature;		/* the counter that was updated */
	__u32 generation;	/* of the newest model that flagged it */
	__u16 sport;		/* as in the datapoint */
	__u8 reserved[6];
	__u8 saddr[16];
	struct distances distances;	/* by that model */
};

/* As many as the kernel unwinds unless kernel.perf_event_max_stack says otherwise. */
#define MAX_FRAMES 127

/* What a record about stacks is. */
enum stack_record_kind {
	STACK_AT_TICK = 1,	/* struct stack_sample: the thread that the timer interrupted */
	STACK_AT_DETECTION,	/* struct stack_sample: the thread that used what made its request an outlier */
	STACK_REQUEST_FOUND,	/* struct stack_record: the samples of the batch belong to the request; 0: to none */
	STACK_BATCH_MOVED,	/* struct stack_record: the samples of the batch now belong to another batch */
};

/*
 * A sample belongs to the request that the CPU time before it is charged to. As long as that is pending, its samples have the
 * number of a batch instead.
 */
struct stack_record {
	__u64 ts;
	__u64 req_id;		/* 0: none, or not known yet */
	__u32 kind;		/* of enum stack_record_kind */
	__u32 batch;		/* 0: none */
	__u32 to_batch;		/* STACK_BATCH_MOVED: which one */
	__u32 tgid;		/* samples: the process, in the initial pid namespace */
	__u32 tid;
	__u32 reserved;
};

struct stack_sample {
	struct stack_record record;
	__s32 user_bytes;	/* of the addresses; below 0: an error number */
	__s32 kernel_bytes;
	__u64 user[MAX_FRAMES];	/* the running instruction first, then return addresses */
	__u64 kernel[MAX_FRAMES];
};

/* What a trace says. */
enum trace_kind {
	TRACE_MAPPER = 1,	/* a request mapper ran: number is its cookie, value its argument, req_id what its thread works for now */
	TRACE_MAPPED,		/* automatic mapping: number is of enum trace_reason, value the thread, as in tid */
	TRACE_UNMAPPED,		/* automatic mapping: the thread waits for work */
	TRACE_UPDATE,		/* a counter was updated: number is the feature, value what was added, total its value then */
};

/* Why a thread works for a request. */
enum trace_reason {
	TRACE_RECEIVED = 1,	/* it received the request's bytes */
	TRACE_SENT,		/* it sent to the request's connection */
	TRACE_QUEUED,		/* its event loop turned to the next request that it had received */
	TRACE_HANDED_OVER,	/* a thread that works for it woke it up, or started it */
	TRACE_TAKEN_UP,		/* it went on without a system call, and this request is not answered */
	TRACE_GOROUTINE,	/* it runs a goroutine that works for the request */
};

/* One of what --trace prints. */
struct trace {
	__u64 ts;
	__u64 req_id;		/* 0: none */
	__u64 number;
	__u64 value;
	__u64 total;
	__u32 kind;		/* of enum trace_kind */
	__u32 tid;		/* the running thread, in the initial pid namespace */
};

/* What user space switches while the programs run. */
struct control {
	__u32 model;		/* generation of the model that was deployed last; 0: none was */
	__u32 watch;		/* score, or log, each update */
	__u32 log;		/* send each update to the ring buffer */
};

/* How the recorder reads the datapoints, and what it gets: see read_datapoints. */
struct reading {
	__u64 ts;
	__u64 idle_ns;		/* an answered request that nothing has happened to for longer is over */
	__u32 number;		/* of this reading, from 1 on */
	__u32 full;		/* those that have not changed, too */
	__u32 walk;		/* all of the map, not only the requests that are listed */
	__u32 changed;		/* datapoints that were read */
	__u32 over;		/* requests that were taken out of the map */
	__u32 in_map;		/* requests that are in it */
	__u32 next;		/* in the list that is read */
	__u32 listed;		/* requests in it */
	__u32 turned;		/* the reading that began with it */
	__u32 reserved;
};

#define MAX_LISTED (1 << 14)

/* Requests whose datapoints have changed: one list is written while the other is read. */
struct listed {
	__u32 current;		/* the one that is written */
	__u32 overflow;		/* a change was not listed */
	__u32 count[2];		/* more than MAX_LISTED if there was no room */
	__u64 requests[2][MAX_LISTED];
};

/* What is settled before the programs are loaded. */
struct options {
	__u32 automatic;	/* map threads of the targets automatically */
	__u32 waits;		/* count what threads wait */
	__u32 page_faults;	/* count page faults */
	__u32 peer_waits;	/* count what requests wait for their peers; by automatic mapping alone */
	__u32 ages;		/* count how old requests are */
	__u32 chosen;		/* record the chosen targets, and no other process that runs the same files */
	__u32 by_address;	/* sockets are known by their address only, as to kprobes */
	__u32 consensus;	/* how many of the last models have to flag a request: 1 to MAX_CONSENSUS */
	__u32 trace;		/* report mappings and updates one by one */
	__u32 stacks;		/* sample the stacks of threads that work for requests */
};

/* What a process to record is: a sum of these. */
enum target {
	TARGET_AUTOMATIC = 1,	/* its threads are mapped automatically */
	TARGET_SPLITS = 2,	/* bytes received after a response start a new request */
	TARGET_CHOSEN = 4,	/* request mappers count in it */
	TARGET_FOUND = 16,	/* runs an executable to record; the kernel itself has no use for that */
};

#define TARGET_IN_KERNEL	(TARGET_AUTOMATIC | TARGET_CHOSEN)

/* A running process, as list_processes writes it: ids as the recorder's pid namespace has them, 0 outside of it. */
struct process {
	__u32 pid;
	__u32 parent;
	__u32 tgid;		/* in the initial pid namespace */
	__u32 target;		/* a sum of enum target */
};

/* The recorder: its pid namespace, how processes are chosen, and how many were found. */
struct recorder {
	__u64 found;		/* processes that the kernel made targets because they match */
	__u32 pid_namespace;	/* its inode */
	__u32 level;		/* how many pid namespaces are above it */
	__u32 by_cgroup;	/* processes are chosen by cgroup */
	__u32 reserved;
};

/* An open file of the recorder, whose processes are wanted. */
struct wanted_file {
	__u32 fd;
	__u32 target;		/* a sum of enum target */
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
	__u64 associations;	/* no place for an association could be freed */
	__u64 threads;		/* no memory for a thread's storage */
	__u64 nesting;		/* mappings nested deeper than MAX_NESTING */
	__u64 events;		/* the ring buffer was full */
	__u64 scores;		/* updates that were counted, but not scored */
	__u64 detections;	/* their ring buffer was full; the scores have them all the same */
	__u64 targets;		/* no place for a process to record, or for a port */
	__u64 shares;		/* charges of CPU time whose process was not noted: the first process of the request has them */
	__u64 stacks;		/* their ring buffer was full */
};

/* CPU time of the processes to record, ns, since the programs were loaded. */
struct cpu_time {
	__u64 charged;		/* to requests */
	__u64 ended;		/* used by processes that have ended, in all their life */
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
 * The attach cookie of a request mapper: operation, position of the argument (1 to 5; 0: the return value; or an operand),
 * size of a request id in bytes, whether the function's return ends the mapping, whether bytes received after a response
 * start a new request, and the monitor's number, which pairs entry and return.
 */
#define COOKIE_OPERATION(c)	((c) & 0xff)
#define COOKIE_POSITION(c)	(((c) >> 8) & 0xff)
#define COOKIE_ID_SIZE(c)	(((c) >> 16) & 0xff)
#define COOKIE_PAIRED(c)	(((c) >> 24) & 1)
#define COOKIE_SPLITS(c)	(((c) >> 25) & 1)
#define COOKIE_MONITOR(c)	((__u32)((c) >> 32) & 0xffff)

/*
 * An operand, in the place of the position: what a tracepoint (USDT) has for an argument. A register is the index of 8 bytes
 * in struct pt_regs; memory is at a register's value and a displacement; a constant is the displacement.
 */
#define OPERAND_REGISTER	0x20
#define OPERAND_MEMORY		0x40
#define OPERAND_CONSTANT	0x80
#define OPERAND_WORD(position)	((position) & 0x1f)
#define COOKIE_OPERAND_BYTES(c)	(1U << (((c) >> 26) & 3))
#define COOKIE_OPERAND_SIGNED(c)	(((c) >> 28) & 1)
#define COOKIE_DISPLACEMENT(c)	((__s64)(c) >> 48)

/* How an allocation function reports that it failed. */
enum allocation_result {
	ALLOCATION_COUNTED_AT_ENTRY,	/* it doesn't, or in a way that can't be read: the requested bytes count at entry */
	ALLOCATION_POINTER,		/* it returns NULL */
	ALLOCATION_STATUS,		/* it returns an error number, not 0 */
	ALLOCATION_THROWS,		/* it throws std::bad_alloc */
	ALLOCATION_FROM_POOL,		/* it doesn't: the requested bytes count at entry, and not what the pool is made of */
};

/*
 * The attach cookie of a memory monitor: positions of the size (0: the register of return values, where Go passes its first
 * argument) and of the count that it is multiplied by (0: none), how the function fails, and the monitor's number.
 */
#define COOKIE_SIZE(c)		((c) & 0xff)
#define COOKIE_COUNT(c)		(((c) >> 8) & 0xff)
#define COOKIE_RESULT(c)	(((c) >> 16) & 0xff)

#endif
