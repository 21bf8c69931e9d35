/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a task does in the kernel: its system call, the call's arguments, and the files that they name. */
#ifndef FINELAME_SYSCALLS_H
#define FINELAME_SYSCALLS_H

#include <stdbool.h>
#include <linux/futex.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "kernel.h"

/* Where the compiler's target is eBPF, asm/unistd.h takes x86 for its 32-bit kind. */
#if defined(__TARGET_ARCH_x86)
#include <asm/unistd_64.h>

struct pt_regs___task {
	unsigned long di, si, dx, r10, r14;
	long orig_ax;
} KERNEL_TYPE;
#define task_registers pt_regs___task

static __always_inline long syscall_number(const struct task_registers *registers)
{
	return registers->orig_ax;
}

static __always_inline __u64 syscall_argument(const struct task_registers *registers, int position)
{
	switch (position) {
	case 0:
		return registers->di;
	case 1:
		return registers->si;
	case 2:
		return registers->dx;
	}
	return registers->r10;
}

/* Go's internal ABI, src/cmd/compile/abi-internal.md: the current goroutine. */
static __always_inline __u64 goroutine_register(const struct task_registers *registers)
{
	return registers->r14;
}

#define SYSCALLS_THAT_WAIT_FOR_EVENTS	__NR_epoll_wait: case __NR_epoll_pwait: case __NR_epoll_pwait2: \
	case __NR_select: case __NR_pselect6: case __NR_io_uring_enter: case __NR_io_getevents
#define SYSCALLS_THAT_POLL		__NR_poll: case __NR_ppoll
#define SYSCALLS_THAT_OPEN		__NR_open: case __NR_openat: case __NR_openat2: case __NR_creat: \
	case __NR_socket: case __NR_accept: case __NR_accept4: case __NR_dup: case __NR_epoll_create: \
	case __NR_epoll_create1: case __NR_eventfd: case __NR_eventfd2: case __NR_memfd_create: case __NR_timerfd_create: \
	case __NR_inotify_init: case __NR_inotify_init1: case __NR_signalfd4: case __NR_pidfd_open
#define SYSCALLS_THAT_OPEN_TWO		__NR_pipe: case __NR_pipe2: case __NR_socketpair

#elif defined(__TARGET_ARCH_arm64)
#include <asm/unistd.h>

struct pt_regs___task {
	__u64 regs[31];
	__u64 orig_x0;
	int syscallno;
} KERNEL_TYPE;
#define task_registers pt_regs___task

static __always_inline long syscall_number(const struct task_registers *registers)
{
	return registers->syscallno;
}

static __always_inline __u64 syscall_argument(const struct task_registers *registers, int position)
{
	return position ? registers->regs[position & 7] : registers->orig_x0;
}

/* Go's internal ABI, src/cmd/compile/abi-internal.md: the current goroutine. */
static __always_inline __u64 goroutine_register(const struct task_registers *registers)
{
	return registers->regs[28];
}

#define SYSCALLS_THAT_WAIT_FOR_EVENTS	__NR_epoll_pwait: case __NR_epoll_pwait2: case __NR_pselect6: \
	case __NR_io_uring_enter: case __NR_io_getevents
#define SYSCALLS_THAT_POLL		__NR_ppoll
#define SYSCALLS_THAT_OPEN		__NR_openat: case __NR_openat2: case __NR_socket: case __NR_accept: \
	case __NR_accept4: case __NR_dup: case __NR_epoll_create1: case __NR_eventfd2: case __NR_memfd_create: \
	case __NR_timerfd_create: case __NR_inotify_init1: case __NR_signalfd4: case __NR_pidfd_open
#define SYSCALLS_THAT_OPEN_TWO		__NR_pipe2: case __NR_socketpair
#endif

#define SYSCALLS_THAT_WAIT_FOR_ONE	__NR_accept: case __NR_accept4: case __NR_rt_sigtimedwait
#define SYSCALLS_THAT_WAIT_FOR_CHILDREN	__NR_wait4: case __NR_waitid
#define SYSCALLS_THAT_SEND		__NR_write: case __NR_writev: case __NR_sendto: case __NR_sendmsg: case __NR_sendmmsg: \
	case __NR_sendfile: case __NR_splice
#define SYSCALLS_THAT_RECEIVE		__NR_read: case __NR_readv: case __NR_recvfrom: case __NR_recvmsg
#define SYSCALLS_THAT_READ_FILES	__NR_read: case __NR_readv: case __NR_pread64: case __NR_preadv: case __NR_preadv2
#define SYSCALLS_THAT_WRITE_FILES	__NR_write: case __NR_writev: case __NR_pwrite64: case __NR_pwritev: \
	case __NR_pwritev2

/* include/uapi/linux/stat.h */
#define S_IFMT	0170000
#define S_IFIFO	0010000
#define S_IFREG	0100000

struct inode {
	__u16 i_mode;
} KERNEL_TYPE;

struct file {
	struct inode *f_inode;
} KERNEL_TYPE;

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
} KERNEL_TYPE;

struct files_struct {
	struct fdtable *fdt;
} KERNEL_TYPE;

struct task_struct___files {
	struct files_struct *files;
} KERNEL_TYPE;

/* include/linux/sched.h */
#define TASK_RUNNING		0
#define TASK_INTERRUPTIBLE	1

static __always_inline unsigned int state_of(struct task_struct *task)
{
	if (bpf_core_field_exists(task->__state))
		return task->__state;
	return ((struct task_struct___old *)task)->state;
}

static __always_inline bool is_runnable(struct task_struct *task)
{
	return state_of(task) == TASK_RUNNING;
}

static __always_inline bool is_interruptible(struct task_struct *task)
{
	return state_of(task) & TASK_INTERRUPTIBLE;
}

/* What a task had in its registers when it entered the kernel. */
static __always_inline const struct task_registers *registers_of(struct task_struct *task)
{
	return (const struct task_registers *)bpf_task_pt_regs(task);
}

/* Only for comparing its kind: another thread may close the file at any time. */
static __always_inline struct file *file_of(struct task_struct *task, __u32 fd)
{
	struct task_struct___files *with_files = (void *)task;
	struct fdtable *table = with_files->files->fdt;
	struct file **files = table->fd;
	struct file *file = NULL;

	if (fd < table->max_fds)
		bpf_probe_read_kernel(&file, sizeof(file), &files[fd]);
	return file;
}

static __always_inline __u16 kind_of(struct file *file)
{
	return file ? BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT : 0;
}

#define MAX_PARTS 8

struct message_part {
	__u64 address;
	__u64 bytes;
};

/* struct user_msghdr, include/linux/socket.h */
struct message {
	__u64 name;
	__u64 name_bytes;
	__u64 parts;
	__u64 n_parts;
};

/* Only of the running task. Of more parts than MAX_PARTS, the first ones. */
static __always_inline __u64 bytes_of_parts(__u64 address, __u64 count)
{
	struct message_part parts[MAX_PARTS] = {};
	__u64 sum = 0;
	int i;

	if (count > MAX_PARTS)
		count = MAX_PARTS;
	bpf_probe_read_user(parts, count * sizeof(parts[0]), (const void *)address);
	for (i = 0; i < MAX_PARTS; i++)
		sum += parts[i].bytes;
	return sum;
}

/* The bytes that the running task's system call is to send; 0 if that is unknown. Apart, for the sake of its caller's stack. */
static __noinline __u64 bytes_to_send(const struct task_registers *registers)
{
	struct message message = {};

	if (!registers)
		return 0;
	switch (syscall_number(registers)) {
	case __NR_write:
	case __NR_sendto:
		return syscall_argument(registers, 2);
	case __NR_sendfile:
		return syscall_argument(registers, 3);
	case __NR_writev:
		return bytes_of_parts(syscall_argument(registers, 1), syscall_argument(registers, 2));
	case __NR_sendmsg:
		bpf_probe_read_user(&message, sizeof(message), (const void *)syscall_argument(registers, 1));
		return bytes_of_parts(message.parts, message.n_parts);
	}
	return 0;
}

/* A pipe, or an anonymous inode as that of an eventfd, which has no kind. */
static __always_inline bool is_wakeup_file(struct file *file)
{
	__u16 kind = kind_of(file);

	return file && (kind == S_IFIFO || kind == 0);
}

static __always_inline bool is_regular(struct file *file)
{
	return kind_of(file) == S_IFREG;
}

#endif
