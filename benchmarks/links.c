// links: ns that a uprobe with an empty program adds to a call, by the way it is attached: `links events|links FUNCTION`, where the
// functions are those of probed.h. A process of its own for each way: what is attached goes when it ends.
#include <errno.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probed.h"

#define ROUNDS 7
#define CALLS 20000
#define LOAD_ADDRESS 0x400000
#define UPROBE_MULTI 48		/* BPF_TRACE_UPROBE_MULTI */
#define UPROBE_SESSION 57	/* BPF_TRACE_UPROBE_SESSION */
#define LINK_TO_EVENT 41	/* BPF_PERF_EVENT */
#define AT_RETURN 1

/* The parts of union bpf_attr that are needed: older headers lack them. */
struct load {
	__u32 type, count;
	__u64 instructions, license;
	__u32 log_level, log_size;
	__u64 log;
	__u32 kernel, flags;
	char name[16];
	__u32 interface, expected;
	char rest[64];
};

struct link {
	__u32 program, target, type, flags;
	__u64 path, offsets, references, cookies;
	__u32 count, at_return, pid;
	char rest[64];
};

static void require(int result, const char *what)
{
	if (result >= 0)
		return;
	fprintf(stderr, "links: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int load(int expected)
{
	struct bpf_insn instructions[] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K }, { .code = BPF_JMP | BPF_EXIT } };
	struct load load = {
		.type = BPF_PROG_TYPE_KPROBE,
		.count = 2,
		.instructions = (__u64)instructions,
		.license = (__u64) "GPL",
		.expected = expected,
	};
	int program = syscall(SYS_bpf, BPF_PROG_LOAD, &load, 72);

	require(program, "load a program");
	return program;
}

static void attach_event(int program, const char *path, __u64 offset, int at_return)
{
	struct perf_event_attr event = {
		.size = sizeof(event),
		.uprobe_path = (__u64)path,
		.probe_offset = offset,
		.config = at_return,
	};
	struct link link = { .program = program, .type = LINK_TO_EVENT };
	FILE *type = fopen("/sys/bus/event_source/devices/uprobe/type", "r");
	int fd;

	if (!type || fscanf(type, "%u", &event.type) != 1)
		require(-1, "find uprobes' type of perf event");
	fclose(type);
	fd = syscall(SYS_perf_event_open, &event, getpid(), -1, -1, PERF_FLAG_FD_CLOEXEC);
	require(fd, "open a perf event");
	link.target = fd;
	require(syscall(SYS_bpf, BPF_LINK_CREATE, &link, 48), "link the program to the event");
	require(ioctl(fd, PERF_EVENT_IOC_ENABLE, 0), "enable the event");
}

static void attach_link(int program, int type, const char *path, __u64 offset, int at_return)
{
	struct link link = {
		.program = program,
		.type = type,
		.path = (__u64)path,
		.offsets = (__u64)&offset,
		.count = 1,
		.at_return = at_return,
		.pid = getpid(),
	};

	require(syscall(SYS_bpf, BPF_LINK_CREATE, &link, 64), "link the program to the function");
}

/* The least of some rounds: what disturbs only adds. */
static double call(void (*function)(void))
{
	double least = 1e18, began, took;
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		began = now();
		for (i = 0; i < CALLS; i++)
			function();
		took = (now() - began) / CALLS;
		if (took < least)
			least = took;
	}
	return least;
}

int main(int argc, char **argv)
{
	void (*function)(void) = argc == 3 && !strcmp(argv[2], "nop") ? nop : emulated;
	__u64 offset = (__u64)function - LOAD_ADDRESS;
	const char *path = realpath("/proc/self/exe", NULL);
	double without, entry = 0;

	if (argc != 3) {
		fprintf(stderr, "usage: links events|links|session emulated|nop\n");
		return 2;
	}
	without = call(function);
	if (!strcmp(argv[1], "session")) {
		attach_link(load(UPROBE_SESSION), UPROBE_SESSION, path, offset, 0);
		printf("- %.0f\n", call(function) - without);
		return 0;
	}
	for (int at_return = 0; at_return < 2; at_return++) {
		if (!strcmp(argv[1], "events"))
			attach_event(load(0), path, offset, at_return);
		else
			attach_link(load(UPROBE_MULTI), UPROBE_MULTI, path, offset, at_return);
		if (!at_return)
			entry = call(function) - without;
	}
	printf("%.0f %.0f\n", entry, call(function) - without);
	return 0;
}
