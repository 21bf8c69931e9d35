/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which processes are recorded: those that user space names, those that run an executable or belong to a cgroup that it
 * wants, and the children of those that are followed.
 *
 * The targets map is keyed by the thread group's id in the initial pid namespace. User space sees the ids of its own
 * namespace: list_processes gives it both, and only processes that it can see are ever added on its behalf.
 */
#ifndef FINELAME_PROCESSES_BPF_H
#define FINELAME_PROCESSES_BPF_H

#include "finelame.bpf.h"
#include "syscalls.h"

#define PF_KTHREAD	0x00200000
#define PIDTYPE_TGID	1
#define MAX_CGROUP_DEPTH 32

struct ns_common {
	unsigned int inum;
} KERNEL_TYPE;

struct pid_namespace {
	struct ns_common ns;
} KERNEL_TYPE;

struct upid {
	int nr;
	struct pid_namespace *ns;
} KERNEL_TYPE;

struct pid {
	unsigned int level;
	struct upid numbers[1];
} KERNEL_TYPE;

struct signal_struct {
	struct {
		int counter;
	} live;			/* threads that have not exited */
	struct pid *pids[4];
	unsigned long long sum_sched_runtime;	/* of threads that have been released, ns */
} KERNEL_TYPE;

struct super_block {
	__u32 s_dev;
} KERNEL_TYPE;

struct inode___identity {
	unsigned long i_ino;
	struct super_block *i_sb;
} KERNEL_TYPE;

struct mm_struct {
	struct file *exe_file;
} KERNEL_TYPE;

struct kernfs_node {
	__u64 id;
} KERNEL_TYPE;

struct cgroup;

struct cgroup_subsys_state {
	struct cgroup_subsys_state *parent;
} KERNEL_TYPE;

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
} KERNEL_TYPE;

struct css_set {
	struct cgroup *dfl_cgrp;
} KERNEL_TYPE;

struct bpf_iter_meta {
	struct seq_file *seq;
} KERNEL_TYPE;

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} KERNEL_TYPE;

struct task_struct___process {
	struct sched_entity se;
	int pid;
	int tgid;
	unsigned int flags;
	struct mm_struct *mm;
	struct signal_struct *signal;
	struct task_struct___process *group_leader;
	struct task_struct___process *real_parent;
	struct css_set *cgroups;
} KERNEL_TYPE;

/* As the kernel knows a file: stat(2) gives another device on some file systems. */
struct executable {
	__u64 inode;
	__u32 device;
	__u32 reserved;
};

/* A sum of enum target for the processes that run an executable. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 12);
	__type(key, struct executable);
	__type(value, __u32);
} executables SEC(".maps");

/* The same for the processes of a cgroup and of those below it, by the cgroup's id. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 10);
	__type(key, __u64);
	__type(value, __u32);
} cgroups SEC(".maps");

struct recorder recorder SEC(".data.recorder");
/* Set when a process begins to run a program, becomes a target or ends: user space clears it, and looks. */
__u32 processes_changed SEC(".data.processes");
/* For the BTF alone, from which user space learns the layouts. */
const struct process *process_layout SEC(".data.layouts");

/* In the namespace at this level; 0 where the process is not visible there. */
static __always_inline struct upid number_at(struct pid *pid, __u32 level)
{
	struct upid number = {};

	if (BPF_CORE_READ(pid, level) >= level)
		bpf_probe_read_kernel(&number, sizeof(number), (void *)pid + bpf_core_field_offset(pid->numbers) +
						level * bpf_core_type_size(struct upid));
	return number;
}

static __always_inline struct pid *process_id(struct task_struct___process *task)
{
	return BPF_CORE_READ(task, signal, pids[PIDTYPE_TGID]);
}

static __always_inline void note_recorder(struct task_struct___process *task)
{
	struct pid *pid = process_id(task);
	struct upid number;

	recorder.level = BPF_CORE_READ(pid, level);
	number = number_at(pid, recorder.level);
	recorder.pid_namespace = BPF_CORE_READ(number.ns, ns.inum);
}

/* The process's id as the recorder sees it; 0 where it doesn't. */
static __always_inline __u32 visible_id(struct task_struct___process *task)
{
	struct upid number = number_at(process_id(task), recorder.level);

	if (!number.ns || BPF_CORE_READ(number.ns, ns.inum) != recorder.pid_namespace)
		return 0;
	return number.nr;
}

static __always_inline struct executable identity_of(struct file *file)
{
	struct inode___identity *inode = (void *)BPF_CORE_READ(file, f_inode);
	struct executable executable = {
		.inode = BPF_CORE_READ(inode, i_ino),
		.device = BPF_CORE_READ(inode, i_sb, s_dev),
	};

	return executable;
}

static __always_inline __u32 wanted_by_executable(struct task_struct___process *task)
{
	struct executable executable = identity_of(BPF_CORE_READ(task, mm, exe_file));
	__u32 *wanted = bpf_map_lookup_elem(&executables, &executable);

	return wanted ? *wanted : 0;
}

/* In the unified hierarchy. */
static __always_inline __u32 wanted_by_cgroup(struct cgroup *cgroup)
{
	struct cgroup_subsys_state *parent;
	__u32 *wanted;
	__u64 id;
	int i;

	if (!recorder.by_cgroup)
		return 0;
	for (i = 0; i < MAX_CGROUP_DEPTH && cgroup; i++) {
		id = BPF_CORE_READ(cgroup, kn, id);
		wanted = bpf_map_lookup_elem(&cgroups, &id);
		if (wanted)
			return *wanted;
		parent = BPF_CORE_READ(cgroup, self.parent);
		cgroup = parent ? (void *)parent - bpf_core_field_offset(cgroup->self) : NULL;
	}
	return 0;
}

static __always_inline __u32 wanted(struct task_struct___process *task)
{
	return wanted_by_executable(task) | wanted_by_cgroup(BPF_CORE_READ(task, cgroups, dfl_cgrp));
}

static __always_inline __u32 make_target(__u32 tgid, __u32 kind)
{
	__u32 before = target_of(tgid);
	__u32 target = before | kind;

	if (target == before || !(target & TARGET_IN_KERNEL))
		return target;
	processes_changed = 1;
	if (bpf_map_update_elem(&targets, &tgid, &target, BPF_ANY))
		lose(&losses.targets);
	else if (!before)
		__sync_fetch_and_add(&recorder.found, 1);
	return target;
}

/* Neither of the kernel itself nor ended. */
static __always_inline bool runs_program(struct task_struct___process *task)
{
	return BPF_CORE_READ(task, mm) && !(BPF_CORE_READ(task, flags) & PF_KTHREAD);
}

/* Only what the recorder can see is recorded because it matches. */
static __always_inline void consider(struct task_struct___process *task, __u32 kind)
{
	if (kind && visible_id(task))
		make_target(task->tgid, kind);
}

/* A thread that ends while others go on leaves the process to them, be it the first one. */
static __always_inline void forget_process(struct task_struct *task)
{
	struct task_struct___process *process = (void *)task;
	__u32 tgid = task->tgid;

	if (BPF_CORE_READ(process, signal, live.counter) != 0)
		return;
	processes_changed = 1;
	if (!target_of(tgid))
		return;
	__sync_fetch_and_add(&cpu_time.ended, BPF_CORE_READ(process, signal, sum_sched_runtime) +
			     BPF_CORE_READ(process, se.sum_exec_runtime));
	bpf_map_delete_elem(&targets, &tgid);
}

/* A process that is started by one that is recorded is recorded as well. */
static __always_inline void follow_process(struct task_struct *parent, struct task_struct *child)
{
	struct task_struct___process *process = (void *)child;
	__u32 tgid = child->tgid;

	if (child->tgid == parent->tgid)
		return;
	/* Its number may have been another process's. */
	bpf_map_delete_elem(&process_names, &tgid);
	make_target(child->tgid, target_of(parent->tgid));
	if (recorder.by_cgroup)
		consider(process, wanted_by_cgroup(BPF_CORE_READ(process, cgroups, dfl_cgrp)));
}

#endif
