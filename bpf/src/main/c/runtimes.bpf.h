/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the runtimes of languages: interpreters with a global lock, goroutines, threads of their own. */
#ifndef FINELAME_RUNTIMES_BPF_H
#define FINELAME_RUNTIMES_BPF_H

#include "finelame.bpf.h"
#include "processes.bpf.h"
#include "syscalls.h"

/* What is known of the language that a process's program is written in. */
struct runtime {
	__u64 data_start;	/* the static data of an interpreter with a global lock, which holds the lock; 0: there is none */
	__u64 data_end;
	__u16 goroutines;	/* a register has the address of the goroutine that runs */
	__u16 locks_at_home;	/* a thread waits for work and for the interpreter's lock at the same futex */
	__u16 number_offset;	/* there, of the goroutine's number, and of that of the one that started it; 0: not known */
	__u16 parent_offset;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 12);
	__type(key, __u32);
	__type(value, struct runtime);
} runtimes SEC(".maps");

/* Set by user space with the first entry: most servers need no look-up. */
__u32 runtimes_known SEC(".data.runtimes");

static __always_inline struct runtime *runtime_of(__u32 tgid)
{
	return runtimes_known ? bpf_map_lookup_elem(&runtimes, &tgid) : NULL;
}

static __always_inline struct runtime *this_runtime(void)
{
	return runtime_of(bpf_get_current_pid_tgid() >> 32);
}

/* One with a global lock. Threads that wait at a futex in its static data wait for that lock. */
static __always_inline bool is_interpreter(__u32 tgid)
{
	struct runtime *runtime = runtime_of(tgid);

	return runtime && runtime->data_end;
}

#define NAME_LENGTH 16

/* The virtual machine's threads on which virtual threads take turns. */
static const char carrier_name[NAME_LENGTH] = "ForkJoinPool-1-";

/* Threads of the JVM, V8 and .NET that compile code or collect garbage: they work for no request, whoever wakes them up. */
static const char runtime_names[][NAME_LENGTH] = {
	"C1 Compiler", "C2 Compiler", "JVMCI", "VM Thread", "VM Periodic", "G1 ", "GC Thread", "ZDriver", "ZWorker",
	"Shenandoah", "Reference Handl", "Finalizer", "Common-Cleaner", "Service Thread", "Monitor Deflati",
	"V8Worker", "DelayedTaskSche", ".NET Tiered", ".NET Server GC", ".NET BGC",
};
#define N_RUNTIME_NAMES (sizeof(runtime_names) / sizeof(runtime_names[0]))

static __always_inline bool begins_with(const char *name, const char *prefix)
{
	int i;

	for (i = 0; i < NAME_LENGTH && prefix[i]; i++) {
		if (name[i] != prefix[i])
			return false;
	}
	return true;
}

/* A thread's name, as a global function can take it. */
struct thread_name {
	char text[NAME_LENGTH];
};

/* Global as credit() is. */
__noinline int is_carrier_name(const struct thread_name *name)
{
	return name && begins_with(name->text, carrier_name);
}

__noinline int is_runtime_name(const struct thread_name *name)
{
	__u32 i;

	if (!name)
		return false;
	for (i = 0; i < N_RUNTIME_NAMES; i++) {
		if (begins_with(name->text, runtime_names[i]))
			return true;
	}
	return false;
}

static __always_inline struct thread_name name_of(struct task_struct *task)
{
	struct thread_name name = {};

	bpf_probe_read_kernel_str(name.text, sizeof(name.text), task->comm);
	return name;
}

static __always_inline bool is_carrier(struct task_struct *task)
{
	struct thread_name name = name_of(task);

	return is_carrier_name(&name);
}

static __always_inline bool is_runtime_thread(struct task_struct *task)
{
	struct thread_name name;

	/* As no runtime's name begins. */
	if (task->comm[0] >= 'a')
		return false;
	name = name_of(task);
	return is_runtime_name(&name);
}

static __always_inline bool is_interpreter_lock(__u64 futex)
{
	struct runtime *runtime = this_runtime();

	return runtime && futex >= runtime->data_start && futex < runtime->data_end;
}

static __always_inline void follow_runtime(__u32 parent, __u32 child)
{
	struct runtime *runtime = runtime_of(parent);

	if (runtime && bpf_map_update_elem(&runtimes, &child, runtime, BPF_ANY))
		lose(&losses.targets);
}

static __always_inline void forget_runtime(__u32 tgid)
{
	if (runtimes_known)
		bpf_map_delete_elem(&runtimes, &tgid);
}

#endif
